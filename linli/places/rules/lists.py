"""Official lists of areas: which columns they have, what one row says, what is wrong with the whole."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.places.terms import AreaKind, TierCode
from linli.values import Reason, noop

from .codes import DISTRICT_DIGITS, STREET_DIGITS, InvalidCode, clean_code, clean_name, kind_of_word, parse_code

TITLES = {
    "code": ("代码", "统计用区划代码", "区划代码", "编码", "社区代码"),
    "name": ("名称", "单位名称", "社区名称"),
    "street_code": ("街道代码", "镇街代码", "乡镇代码", "街道(镇)代码"),
    "street_name": ("街道", "街道名称", "镇街", "乡镇", "街道(镇)", "街道(镇)名称"),
    "district_code": ("区县代码", "县区代码", "旗县区代码"),
    "district": ("区县", "区县名称", "县区", "旗县区"),
    "city": ("市", "城市", "地市", "市名称"),
    "province": ("省", "省份", "省级", "省(自治区)"),
    "kind": ("类别", "类型", "种类"),
    "households": ("户数", "总户数"),
    "list_as_of": ("截止日期", "名单日期", "清单日期"),
}
"""Column keys of an official list, and the Chinese titles each may have instead."""
OPTIONAL = {"kind", "households", "list_as_of"}
NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class Node:
    """One area as a list names it. parent: its parent's code, "" for a city. kind and households may be unsaid."""

    code: str
    name: str
    tier: TierCode
    parent: str
    kind: AreaKind | None = None
    province: str = ""
    households: int | None = None


def match_titles(titles: Iterable[str], table: Mapping[str, Iterable[str]] = TITLES) -> dict[str, str]:
    """Return the key of each known title: {key: title as it stands in the file}; width and case do not matter."""
    known = {narrow(title): key for key, others in table.items() for title in (key, *others)}
    return {known[narrow(title)]: title for title in titles if narrow(title) in known}


def missing_columns(matched: Mapping[str, str]) -> list[str]:
    """Return the columns a list must have and this one has not, each as "Chinese title (key)"."""
    return [f"{TITLES[key][0]} ({key})" for key in TITLES if key not in matched and key not in OPTIONAL]


def narrow(text: str) -> str:
    """Return a title without spaces, in narrow characters and small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def check_codes(cells: Mapping[str, str]) -> Reason | None:
    """
    Return why a row does not fit into the tree, or None: its codes must be codes and lie in each other.

    cells: by key. Such a flaw speaks against the whole list, because the tree would be another one.
    """
    try:
        unit = parse_code(cells["code"])
    except InvalidCode as invalid:
        return invalid.reason
    if unit.tier is not TierCode.COMMUNITY:
        text = noop("“%(code)s” is not the code of a community or village: it must have 12 digits.")
        return Reason("places.list.tier", text, {"code": cells["code"]})
    above = (("street_code", str(unit)[:STREET_DIGITS]), ("district_code", str(unit)[:DISTRICT_DIGITS]))
    for key, expected in above:
        if _code_of(cells[key]) != expected:
            text = noop("The parent “%(parent)s” of %(code)s does not fit: the code itself says %(expected)s.")
            params = {"parent": cells[key], "code": str(unit), "expected": expected}
            return Reason("places.list.parent", text, params)
    for key in ("street_name", "district", "city"):
        if not clean_name(cells[key]):
            text = noop("%(code)s has no parent: column %(column)s is empty.")
            return Reason("places.list.parent", text, {"code": str(unit), "column": f"{TITLES[key][0]} ({key})"})
    return None


def check_unit(cells: Mapping[str, str]) -> Reason | None:
    """Return why a row that fits into the tree is not taken, or None: a flaw of this row alone."""
    if not 0 < len(clean_name(cells["name"])) <= NAME_MAX:
        return Reason("places.list.name", noop("A name has 1 to %(most)s characters."), {"most": NAME_MAX})
    households = clean_code(cells.get("households", ""))
    if households and not (households.isdecimal() and len(households) < 8):
        text = noop("“%(households)s” is not a number of households.")
        return Reason("places.list.households", text, {"households": cells["households"]})
    return None


def nodes_of(cells: Mapping[str, str]) -> list[Node]:
    """Return the areas a checked row names, the city first, the community or village last."""
    code = parse_code(cells["code"])
    unit, street, district = str(code), str(code)[:STREET_DIGITS], str(code)[:DISTRICT_DIGITS]
    city = f"{district[:4]}00"
    households = clean_code(cells.get("households", ""))
    province = clean_name(cells["province"])
    upper = [Node(city, clean_name(cells["city"]), TierCode.CITY, "", province=province)]
    if district != city:
        upper.append(Node(district, clean_name(cells["district"]), TierCode.DISTRICT, city))
    return [
        *upper,
        Node(street, clean_name(cells["street_name"]), TierCode.SUBDISTRICT, district, parse_code(street).kind),
        Node(
            unit,
            clean_name(cells["name"]),
            TierCode.COMMUNITY,
            street,
            kind_of_word(cells.get("kind", "")) or code.kind,
            households=int(households) if households else None,
        ),
    ]


def _code_of(text: str) -> str:
    """Return a code as it is kept, or the text itself if it is none."""
    try:
        return str(parse_code(text))
    except InvalidCode:
        return text
