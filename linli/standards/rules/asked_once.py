"""Nothing is asked twice (today.md, fact 4: forms are reported once): when two names mean one thing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

NEAR, NEAR_LETTERS = 0.72, 0.82
"""How alike two names must be (0 to 1) for the page to ask whether they are one thing; letters are alike sooner."""
_SIGNS = re.compile(r"[\W_]+")
_FILL = re.compile(r"数量|个数|总量|人数|件数|总|本[月季年期]|[月季年]度|社区|辖区|居民|常住|事项|案件|的|数$|量$")
_SAME = str.maketrans({"时": "期", "超": "逾"})
"""Characters by which offices write one thing in two ways: 按时 and 按期, 超期 and 逾期."""
_FILL_ENGLISH = re.compile(r"\b(?:the|a|an|of|number|numbers|count|total|amount|all|in|this|month|quarter|year)\b")
_PLURAL = re.compile(r"(?<=[a-z]{3})s\b")


@dataclass(frozen=True, slots=True)
class Known:
    """Something the house already has, or asks already: what it is called, in every language, and its unit."""

    code: str
    names: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """That a name means, or may mean, something known; `share` 1 for sure."""

    known: Known
    share: float

    @property
    def is_same(self) -> bool:
        """Return whether both certainly are one thing."""
        return self.share == 1


def plain(name: str) -> str:
    """Return a name without signs, capitals, filling words and plurals; never empty unless the name is."""
    text = unicodedata.normalize("NFKC", name).casefold()
    spaced = " ".join(_SIGNS.sub(" ", text).split())
    words = _PLURAL.sub("", _FILL_ENGLISH.sub(" ", spaced))
    tight = "".join(words.split())
    bare = _FILL.sub("", tight).translate(_SAME)
    return bare or tight or "".join(spaced.split())


def find_known(name: str, known: Iterable[Known]) -> Likeness | None:
    """Return the known thing that a name is most like, None where nothing is near."""
    wanted = plain(name)
    best: Likeness | None = None
    for each in known:
        share = max((_alike(wanted, plain(called)) for called in each.names if called), default=0.0)
        if share >= (NEAR_LETTERS if wanted.isascii() else NEAR) and (best is None or share > best.share):
            best = Likeness(each, share)
    return best


def _alike(one: str, other: str) -> float:
    """Return how alike two plain names are, 1 only for equal ones."""
    if not one or not other:
        return 0.0
    return 1.0 if one == other else min(SequenceMatcher(None, one, other, autojunk=False).ratio(), 0.99)
