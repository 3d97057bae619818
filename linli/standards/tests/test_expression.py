"""The language of formulas: nothing but its inputs, exact, bounded, and an error says what and where."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.standards.rules.expression import FormulaError, evaluate, parse, rounded, spoken
from linli.standards.rules.syntax import DEPTH, FUNCTIONS, LENGTH, PARTS

NAMES = ("residents", "cases.closed", "a_1", "B")
numbers = st.one_of(st.none(), st.fractions(min_value=-1000, max_value=1000, max_denominator=50))


def understood(text):
    """Return the formula of a text, or the error."""
    try:
        return parse(text)
    except FormulaError as error:
        return error


def value(text, **inputs):
    known = {name.replace("__", "."): None if number is None else Fraction(number) for name, number in inputs.items()}
    return evaluate(parse(text), known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 3 - 2", 5),
        ("12 / 3 / 2", 2),
        ("-2 * -3", 6),
        ("- - 2", 2),
        ("0.1 + 0.2", Fraction(3, 10)),
        (".5", Fraction(1, 2)),
        ("1 / 3 * 3", 1),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("abs(0 - 4)", 4),
        ("round(2.345, 2)", Fraction(235, 100)),
        ("round(-2.345, 2)", Fraction(-235, 100)),
        ("round(5 / 2, 0)", 3),
        ("coalesce(1 / 0, 7)", 7),
        ("workers / residents * 10000", 18),
        ("cases.closed * 2", 8),
    ],
)
def test_worked_examples(text, expected):
    assert value(text, workers=9, residents=5000, cases__closed=4).value == expected


@pytest.mark.parametrize(
    ("text", "missing", "rule"),
    [
        ("residents / 0", (), "formula_zero"),
        ("workers / residents", ("residents",), "formula_missing"),
        ("residents * 0", ("residents",), "formula_missing"),
        ("min(workers, residents)", ("residents",), "formula_missing"),
        ("coalesce(residents, other)", ("residents", "other"), "formula_missing"),
        ("unheard_of", ("unheard_of",), "formula_missing"),
    ],
)
def test_what_has_no_value_is_never_zero(text, missing, rule):
    found = value(text, workers=3, residents=5 if "/ 0" in text else None)

    assert found.value is None
    assert found.missing == missing
    assert found.reason.rule == f"standards.{rule}"


def test_coalesce_alone_may_put_something_in_the_place_of_nothing():
    assert value("coalesce(residents, 100) / 2", residents=None).value == 50


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("", "end", 0),
        ("1 +", "end", 3),
        ("1 + * 2", "operand", 4),
        ("2 3", "rest", 2),
        ("1)", "rest", 1),
        ("(1", "open", 0),
        ("min(1, 2", "open", 3),
        ("power(2, 3)", "unknown", 0),
        ("min", "function", 0),
        ("abs(1, 2)", "arguments", 0),
        ("round(1, 7)", "places", 0),
        ("round(1, x)", "places", 0),
        ("a.b.c", "sign", 3),
        ("a; b", "sign", 1),
        ("a == b", "sign", 2),
        ("a[0]", "sign", 1),
        ("'a'", "sign", 0),
        ("居民", "sign", 0),
        ("1e9", "sign", 0),
        ("1.2.3", "sign", 0),
        ("2 ** 3", "operand", 3),
        ("1000000000000001", "large", 0),
        ("__import__('os')", "unknown", 0),
    ],
)
def test_an_error_says_what_and_where(text, rule, at):
    with pytest.raises(FormulaError) as refused:
        parse(text)

    assert (refused.value.reason.rule, refused.value.at) == (f"standards.formula_{rule}", at)
    assert refused.value.reason.render()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1" + " " * LENGTH, "length"),
        ("+".join(["1"] * (PARTS // 2 + 2)), "parts"),
        ("(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1), "depth"),
        ("-" * (DEPTH + 1) + "1", "depth"),
        ("abs(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1), "depth"),
    ],
)
def test_an_expression_stays_small(text, rule):
    with pytest.raises(FormulaError) as refused:
        parse(text)

    assert refused.value.reason.rule == f"standards.formula_{rule}"


def test_dashes_of_codes_are_spoken_as_underscores():
    assert spoken("residents-permanent") == "residents_permanent"
    assert parse(spoken("residents-permanent")).names == ("residents_permanent",)


texts = st.text(
    alphabet=st.one_of(st.sampled_from("ab_.0123456789+-*/(), \n;[]{}'\"\\=<>!@%&|^~`$#:居²"), st.characters()),
    max_size=LENGTH + 20,
)


@given(texts)
def test_any_text_is_a_formula_or_says_where_it_is_none(text):
    formula = understood(text)
    if isinstance(formula, FormulaError):
        assert 0 <= formula.at <= len(text)
        assert "%(" not in formula.reason.render()
        return

    twos = dict.fromkeys(formula.names, Fraction(2))

    assert set(formula.names) <= set(re.findall(r"[A-Za-z_][\w.]*", text))
    assert evaluate(formula, twos) == evaluate(parse(text), twos)


leaves = st.one_of(
    st.sampled_from(NAMES),
    st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False, allow_infinity=False).map(str),
)


def grown(inner):
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("neg"), inner),
        st.tuples(st.sampled_from(["min", "max", "coalesce"]), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("abs"), inner),
        st.tuples(st.just("round"), inner, st.integers(0, 6)),
    )


trees = st.recursive(leaves, grown, max_leaves=12)


def written(tree):
    """Write a tree out, every part in parentheses."""
    if isinstance(tree, str):
        return tree
    head, *rest = tree
    if head == "neg":
        return f"(-{written(rest[0])})"
    if head in FUNCTIONS:
        parts = rest[0] if isinstance(rest[0], list) else [rest[0]]
        more = [str(each) for each in rest[1:]]
        return f"{head}({', '.join([*map(written, parts), *more])})"
    return f"({written(rest[0])} {head} {written(rest[1])})"


def brute(tree, inputs):
    """Compute a tree by its definition."""
    if isinstance(tree, str):
        return inputs[tree] if tree in inputs else Fraction(tree)
    head, *rest = tree
    if head == "coalesce":
        return next((found for each in rest[0] if (found := brute(each, inputs)) is not None), None)
    operands = rest[0] if isinstance(rest[0], list) else rest[:1] if head in ("neg", "abs", "round") else rest
    values = [brute(each, inputs) for each in operands]
    if None in values or (head == "/" and values[1] == 0):
        return None
    return {
        "+": lambda: values[0] + values[1],
        "-": lambda: values[0] - values[1],
        "*": lambda: values[0] * values[1],
        "/": lambda: values[0] / values[1],
        "neg": lambda: -values[0],
        "abs": lambda: abs(values[0]),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "round": lambda: rounded(values[0], rest[-1]),
    }[head]()


@given(trees, st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)))
def test_a_formula_gives_what_its_definition_says(tree, inputs):
    formula = understood(written(tree))
    if isinstance(formula, FormulaError):
        assert formula.reason.rule.removeprefix("standards.formula_") in ("length", "depth", "parts")
        return

    found = evaluate(formula, inputs | {"secret": Fraction(1)})

    assert found.value == brute(tree, inputs)
    assert (found.reason is None) == (found.value is not None)
    assert set(found.missing) <= {name for name in formula.names if inputs[name] is None}


class Watched(dict):
    """Inputs that remember what was asked for."""

    def __init__(self, inputs):
        super().__init__(inputs)
        self.asked = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


@given(trees, st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)))
def test_a_formula_reads_nothing_but_the_inputs_it_names(tree, inputs):
    formula = understood(written(tree))
    if isinstance(formula, FormulaError):
        return
    watched = Watched(inputs)

    evaluate(formula, watched)

    assert watched.asked <= set(formula.names) <= set(NAMES)


def test_the_worst_expression_of_all_ends_at_once():
    worst = "*".join(["999999999999999"] * 18)
    deep = "min(" * DEPTH + "x" + ",x" * 39 + ")" * DEPTH

    assert value(worst).value == 999999999999999**18
    with pytest.raises(FormulaError):
        parse(deep)
