"""Why a judgement came out as it did: a rule, a sentence and the figures in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.values.term import Term


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason of a judgement, ready to be translated.

    rule: which rule speaks, such as "cases.not_checker".
    text: English message id with `%(name)s` places.
    params: what goes into the places; a word of the domain is shown by its label.
    """

    rule: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in the language that `translate` gives."""
        text = translate(self.text)
        shown = {name: translate(each.label) if isinstance(each, Term) else each for name, each in self.params.items()}
        return text % shown if shown else text
