"""Lists of the network: the titles of their columns, their words, and how a row is known again."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from linli.network.terms import HouseholdKind

Word = TypeVar("Word")

TITLES: Mapping[str, tuple[str, ...]] = {
    "post": ("岗位", "职务类别", "post"),
    "area_code": ("区域代码", "社区代码", "区划代码", "area code"),
    "community": ("社区", "community"),
    "block": ("片", "片区", "block"),
    "compound": ("小区", "楼院", "compound"),
    "building": ("楼栋", "楼号", "building"),
    "name": ("姓名", "姓名或机构", "机构", "name"),
    "phone": ("电话", "手机", "手机号", "phone"),
    "door": ("门牌", "门牌号", "door"),
    "household_kind": ("类别", "户类别", "kind of household"),
    "title": ("职务", "title"),
    "valid_from": ("任职日期", "起始日期", "valid from"),
    "document": ("文件", "文号", "document"),
    "consented_on": ("同意日期", "agreed on"),
    "kind_consented_on": ("类别同意日期", "agreed to the kind on"),
}
"""Column keys of a list of the network, and the titles each may have; the first is that of the form."""
REQUIRED = ("post", "name")
BELOW = ("block", "compound", "building")
"""Columns that lead from a community down to where the post is, by the codes of their tiers."""
HOUSEHOLD_WORDS = {
    HouseholdKind.PARTY_MEMBER: ("党员户", "党员家庭"),
    HouseholdKind.MODEL: ("文明户", "文明家庭"),
}
"""Words of lists for each kind of household, beside its code and its label."""
HIDDEN = "*"


def narrow(text: str) -> str:
    """Return a word as it is compared: narrow characters, small letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def match_titles(titles: Iterable[str]) -> dict[str, str]:
    """Return the title of each column by key, the first that fits."""
    known = {narrow(title): key for key, names in TITLES.items() for title in names}
    found: dict[str, str] = {}
    for title in titles:
        if (key := known.get(narrow(title))) is not None:
            found.setdefault(key, title)
    return found


def missing_columns(matched: Mapping[str, str]) -> list[str]:
    """Return the titles of columns without which no row can be read; of the area one of several is enough."""
    missing = [TITLES[key][0] for key in REQUIRED if key not in matched]
    return missing if {"area_code", "community"} & set(matched) else [*missing, TITLES["area_code"][0]]


def household_kind_of(word: str) -> HouseholdKind | None:
    """Return the kind of household a word means, None if it means none."""
    said = narrow(word)
    for kind, words in HOUSEHOLD_WORDS.items():
        if said in {kind.value, narrow(kind.label), *map(narrow, words)}:
            return kind
    return None


def is_hidden(phone: str) -> bool:
    """Tell whether a phone number is one that was given out with its middle hidden."""
    return HIDDEN in phone
