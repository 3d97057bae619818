"""What of an area's name tells it from its neighbours, and how alike two names are."""

import re
from functools import lru_cache

from linli.places.terms import TierCode

UNIT_ENDINGS = re.compile(
    r"(?P<dependants>家属委员会|家委会|生活区)$"
    r"|(?P<community>虚拟社区|(?:社区)?居民委员会|社区委员会|(?:社区)?居委会|社区居民|居民区|社区)$"
    r"|(?P<village>(?:社区|村)?村民委员会|(?:社区|村)?村委会|虚拟村|嘎查|村)$"
)
STREET_ENDINGS = re.compile(r"(?P<street>街道办事处|街道|办事处|民族乡|镇|乡|苏木|地区)$")
DISTRICT_ENDINGS = re.compile(r"(?P<district>新区|区|县|市|旗)$")
ENDINGS = {
    TierCode.COMMUNITY: UNIT_ENDINGS,
    TierCode.SUBDISTRICT: STREET_ENDINGS,
    TierCode.DISTRICT: DISTRICT_ENDINGS,
    TierCode.CITY: DISTRICT_ENDINGS,
}


@lru_cache(maxsize=1 << 16)
def stem_of(name: str, tier: TierCode) -> tuple[str, str]:
    """
    Return a name without its official ending, and the class the ending stands for ("" if there is none).

    大寨村委会 and 大寨村村民委员会 are both 大寨, a village; 南苑社区居委会 and 南苑社区 both 南苑, a community.
    """
    found = ENDINGS[tier].search(name)
    if found is None or found.start() == 0:
        return name, ""
    stem, sort = name[: found.start()], found.lastgroup or ""
    if sort == "village" and len(stem) > 1:
        stem = stem.removesuffix("村")
    return stem, sort


def likeness(one: str, other: str) -> float:
    """Return how alike two stems are, 0 to 1: twice the characters they share in the same order, by their lengths."""
    if not one or not other:
        return 0.0
    return 2 * _common(one, other) / (len(one) + len(other))


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence; names are short."""
    row = [0] * (len(other) + 1)
    for sign in one:
        before = 0
        for place, seen in enumerate(other, 1):
            kept = row[place]
            row[place] = before + 1 if sign == seen else max(row[place], row[place - 1])
            before = kept
    return row[-1]
