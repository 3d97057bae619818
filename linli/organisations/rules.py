"""Lists of organisations: their columns, their words for kinds, the order in which rows can be taken."""

import unicodedata
from collections.abc import Iterable, Mapping

from linli.organisations.terms import OrganisationKind

TITLES = {
    "name": ("名称", "单位名称", "机构名称"),
    "kind": ("类别", "类型", "种类"),
    "area_code": ("区域代码", "负责区域代码", "区划代码", "area code"),
    "parent": ("上级", "上级单位", "上级机构"),
    "code": ("编码", "代码", "统一社会信用代码"),
    "short_name": ("简称",),
}
"""Column keys of a list of organisations, and the titles each may have instead."""
OPTIONAL = {"parent", "code", "short_name"}
KIND_WORDS = {
    OrganisationKind.HEADQUARTERS: ("区级指挥部", "指挥部", "指挥中心"),
    OrganisationKind.SUBDISTRICT_OFFICE: ("街道办事处", "街道办", "镇政府", "乡镇政府"),
    OrganisationKind.RESIDENTS_COMMITTEE: ("居委会", "村委会", "居民委员会", "村民委员会", "家委会"),
    OrganisationKind.DEPARTMENT: ("职能部门", "部门"),
    OrganisationKind.PARTNER: ("共建单位",),
    OrganisationKind.RESIDENT_UNIT: ("驻区单位", "驻地单位"),
    OrganisationKind.PROPERTY_MANAGER: ("物业", "物业公司", "物业服务企业"),
}
"""Words of lists for each kind, beside its code and its English label."""


def narrow(text: str) -> str:
    """Return a word as it is compared: narrow characters, small letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def match_titles(titles: Iterable[str]) -> dict[str, str]:
    """Return the key of each known title: {key: title as it stands in the file}; width and case do not matter."""
    known = {narrow(title): key for key, others in TITLES.items() for title in (key, *others)}
    return {known[narrow(title)]: title for title in titles if narrow(title) in known}


def missing_columns(matched: Mapping[str, str]) -> list[str]:
    """Return the columns a list must have and this one has not, each as "Chinese title (key)"."""
    return [f"{TITLES[key][0]} ({key})" for key in TITLES if key not in matched and key not in OPTIONAL]


def kind_of_word(word: str) -> OrganisationKind | None:
    """Return the kind a word of a list stands for, None for an unknown word."""
    words = {narrow(each): kind for kind, others in KIND_WORDS.items() for each in (kind.value, kind.label, *others)}
    return words.get(narrow(word))


def parents_first(parents: Mapping[int, str], names: Mapping[str, int]) -> list[int]:
    """
    Return the rows in an order in which each stands behind the row of its parent; rows in a circle are left out.

    parents: what each row calls its parent, "" for none. names: the row that each name or code of the list means.
    """
    ordered: dict[int, None] = {}
    for start in parents:
        trail = [start]
        while (above := names.get(parents[trail[-1]])) is not None and above not in ordered and above not in trail:
            trail.append(above)
        if above is None or above in ordered:
            ordered |= dict.fromkeys(reversed(trail))
    return list(ordered)
