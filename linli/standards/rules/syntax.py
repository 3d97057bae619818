"""How an expression is read: signs, then parts by precedence. Nothing is ever handed to Python's own interpreter."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from linli.values import Reason, noop

LENGTH = 300
PARTS = 100
DEPTH = 20
LARGEST = 10**15
PLACES = 6
"""Most decimal places that `round` takes."""
FUNCTIONS: dict[str, tuple[int, int]] = {
    "coalesce": (1, 20),
    "min": (1, 20),
    "max": (1, 20),
    "abs": (1, 1),
    "round": (2, 2),
}
"""Name of a function -> least and most arguments."""
_SIGN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?![0-9A-Za-z_.]))"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)"
    r"|(?P<sign>[-+*/(),])"
)
_SPACE = " \t\r\n"
Read = TypeVar("Read")
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


class FormulaError(ValueError):
    """A text that is no expression: the reason as a sentence, and the position in the text, from 0."""

    def __init__(self, reason: Reason, at: int) -> None:
        """Take what is wrong and where."""
        super().__init__(reason.render())
        self.reason, self.at = reason, at


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A number by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus something."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two parts with one of + - * / between them."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more parts."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Name | Negation | Binary | Call


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def read(text: str) -> tuple[Node, tuple[str, ...]]:
    """Return the tree of an expression and its names. Raises FormulaError."""
    if len(text) > LENGTH:
        raise _error("length", noop("An expression has at most %(most)s characters."), LENGTH, most=LENGTH)
    reader = _Reader(text)
    root = reader.expression()
    rest = reader.token
    if rest.kind != "end":
        sentence = noop("An operator (+ - * /) is missing before “%(found)s”.")
        if rest.text in (")", ","):
            sentence = noop("“%(found)s” does not belong here.")
        raise _error("rest", sentence, rest.at, found=rest.text)
    return root, tuple(reader.names)


def _error(rule: str, sentence: str, at: int, **params: object) -> FormulaError:
    return FormulaError(Reason(f"standards.formula_{rule}", sentence, params), at)


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the signs of a text and one that stands for its end. Raises FormulaError for a sign of no expression."""
    at = 0
    while at < len(text):
        if text[at] in _SPACE:
            at += 1
            continue
        found = _SIGN.match(text, at)
        if found is None:
            sentence = noop("“%(found)s” is no sign of an expression.")
            if text[at].isdigit() and text[at].isascii():
                sentence = noop("A number is written as 12 or 12.5; “%(found)s” begins none.")
            raise _error("sign", sentence, at, found=text[at])
        yield _Token(found.lastgroup or "", found.group(), at)
        at = found.end()
    yield _Token("end", "", len(text))


class _Reader:
    """Reads by precedence climbing; every parenthesis, call and minus is one step deeper, never more than twenty."""

    def __init__(self, text: str) -> None:
        """Stand before the first sign."""
        self._tokens = _tokens(text)
        self.token = next(self._tokens)
        self.names: dict[str, None] = {}
        self._parts = 0
        self._depth = 0

    def expression(self, least: int = 1) -> Node:
        """Read parts joined by operators that bind at least so tightly."""
        left = self._operand()
        while (precedence := _PRECEDENCE.get(self.token.text, 0)) >= least:
            sign = self._next()
            left = self._counted(Binary(sign.text, left, self.expression(precedence + 1)), sign.at)
        return left

    def _operand(self) -> Node:
        """Read one part."""
        token = self._next()
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return self._call(token) if self.token.text == "(" else self._name(token)
        if token.text == "-":
            return self._counted(Negation(self._deeper(self._operand, token)), token.at)
        if token.text == "(":
            inner = self._deeper(self.expression, token)
            self._close(token)
            return inner
        if token.kind == "end":
            raise _error("end", noop("Something is missing at the end."), token.at)
        raise _error("operand", noop("A number or a name is missing before “%(found)s”."), token.at, found=token.text)

    def _number(self, token: _Token) -> Node:
        value = Fraction(token.text)
        if value > LARGEST:
            raise _error("large", noop("Numbers go up to %(most)s."), token.at, most=LARGEST)
        return self._counted(Number(value), token.at)

    def _name(self, token: _Token) -> Node:
        if token.text in FUNCTIONS:
            sentence = noop("“%(name)s” is a function; write %(name)s( … ).")
            raise _error("function", sentence, token.at, name=token.text)
        self.names.setdefault(token.text)
        return self._counted(Name(token.text), token.at)

    def _call(self, token: _Token) -> Node:
        if token.text not in FUNCTIONS:
            sentence = noop("There is no function “%(name)s”; there are %(known)s.")
            raise _error("unknown", sentence, token.at, name=token.text, known=", ".join(FUNCTIONS))
        opening = self._next()
        arguments = self._deeper(self._arguments, opening)
        self._close(opening)
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            sentence = noop("“%(name)s” takes %(least)s to %(most)s parts.")
            raise _error("arguments", sentence, token.at, name=token.text, least=least, most=most)
        if token.text == "round" and not _is_places(arguments[1]):
            sentence = noop("The second part of “round” is a whole number from 0 to %(most)s.")
            raise _error("places", sentence, token.at, most=PLACES)
        return self._counted(Call(token.text, arguments), token.at)

    def _arguments(self) -> tuple[Node, ...]:
        found = [self.expression()]
        while self.token.text == ",":
            self._next()
            found.append(self.expression())
        return tuple(found)

    def _deeper(self, inner: Callable[[], Read], token: _Token) -> Read:
        self._depth += 1
        if self._depth > DEPTH:
            raise _error("depth", noop("Parts stand at most %(most)s deep within each other."), token.at, most=DEPTH)
        found = inner()
        self._depth -= 1
        return found

    def _close(self, opening: _Token) -> None:
        if self.token.text != ")":
            raise _error("open", noop("This parenthesis is never closed."), opening.at)
        self._next()

    def _counted(self, node: Node, at: int) -> Node:
        self._parts += 1
        if self._parts > PARTS:
            raise _error("parts", noop("An expression has at most %(most)s parts."), at, most=PARTS)
        return node

    def _next(self) -> _Token:
        token = self.token
        if token.kind != "end":
            self.token = next(self._tokens)
        return token


def _is_places(node: Node) -> bool:
    return isinstance(node, Number) and node.value.denominator == 1 and node.value <= PLACES
