"""Lists of organisations: their columns, their words for kinds, the order in which rows can be taken."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from linli.organisations.terms import FORMS, BodyForm, OrganisationKind, Part
from linli.values import Reason, Term, noop

Word = TypeVar("Word", bound=Term)

TITLES = {
    "name": ("名称", "单位名称", "机构名称"),
    "kind": ("类别", "类型", "种类"),
    "area_code": ("区域代码", "负责区域代码", "区划代码", "area code"),
    "parent": ("上级", "上级单位", "上级机构"),
    "code": ("编码", "代码", "统一社会信用代码"),
    "short_name": ("简称",),
    "form": ("形式", "组织形式"),
    "has_party": ("有无党组织", "是否有党组织"),
    "is_new_type": ("两新组织", "是否两新组织"),
}
"""Column keys of a list of organisations, and the titles each may have instead."""
OPTIONAL = {"parent", "code", "short_name", "form", "has_party", "is_new_type"}
KIND_WORDS = {
    OrganisationKind.HEADQUARTERS: ("区级指挥部", "指挥部", "指挥中心"),
    OrganisationKind.SUBDISTRICT_OFFICE: ("街道办事处", "街道办", "镇政府", "乡镇政府"),
    OrganisationKind.RESIDENTS_COMMITTEE: ("居委会", "村委会", "居民委员会", "村民委员会", "家委会"),
    OrganisationKind.DEPARTMENT: ("职能部门", "部门"),
    OrganisationKind.PARTNER: ("共建单位",),
    OrganisationKind.RESIDENT_UNIT: ("驻区单位", "驻地单位"),
    OrganisationKind.PROPERTY_MANAGER: ("物业", "物业公司", "物业服务企业"),
    OrganisationKind.WORKSTATION: ("社区工作站", "工作站"),
    OrganisationKind.PARTY_ORGANISATION: ("党组织", "社区党组织"),
    OrganisationKind.MEMBERS_CONGRESS: ("成员代表大会", "居民代表大会"),
    OrganisationKind.DELIBERATION_COUNCIL: ("协商议事委员会", "协商议事会"),
    OrganisationKind.RESIDENTS_COUNCIL: ("议事会", "居民议事会"),
    OrganisationKind.SUPERVISORY_BOARD: ("监事会", "居务监督委员会"),
    OrganisationKind.URBAN_MANAGEMENT_OFFICE: ("城管办", "社区城管办"),
    OrganisationKind.SELF_GOVERNANCE_COMMITTEE: ("自治委员会", "小区自治委员会", "楼院管委会"),
    OrganisationKind.HOMEOWNERS_COMMITTEE: ("业主委员会", "业委会", "管理小组"),
    OrganisationKind.COORDINATION_BODY: ("议事协调机构",),
    OrganisationKind.CO_CONSTRUCTION_COMMITTEE: ("共建委", "共建委员会"),
    OrganisationKind.SOCIAL_ORGANISATION: ("社会组织", "民间组织"),
    OrganisationKind.NEIGHBOUR_UNION: ("邻里联合", "邻里互助组织"),
}
"""Words of lists for each kind, beside its code and its English label."""
FORM_WORDS = {
    BodyForm.BRANCH: ("党支部", "支部"),
    BodyForm.GENERAL_BRANCH: ("党总支", "总支"),
    BodyForm.COMMITTEE: ("党委",),
    BodyForm.JOINT_COMMITTEE: ("联合党委", "非建制性联合党委"),
    BodyForm.BUILDING_GROUP: ("楼栋党组织", "楼栋党小组"),
    BodyForm.ASSOCIATION_BRANCH: ("协会党支部", "社团党支部"),
    BodyForm.PARTY_MEETING: ("党建联席会", "党建协调会"),
    BodyForm.JOINT_MEETING: ("共驻共建联席会", "联席会"),
    BodyForm.PLATFORM: ("三方议事平台",),
    BodyForm.OF_BUILDING: ("楼栋邻里联合",),
    BodyForm.OF_COURTYARD: ("楼院邻里联合",),
    BodyForm.OF_HELP: ("邻里互助",),
}
"""Words of lists for each form of a body."""
PART_WORDS = {Part.LEAD: ("牵头", "牵头单位"), Part.MEMBER: ("成员", "成员单位"), Part.SUPPORT: ("结对帮扶", "帮扶")}
"""Words of lists for each way of taking part."""
TIE_TITLES = {
    "organisation": ("单位", "单位名称", "单位编码"),
    "body": ("参加的机构", "机构"),
    "area_code": ("结对社区代码", "社区代码"),
    "part": ("身份",),
    "tasks": ("任务",),
    "document": ("文件", "文号"),
    "valid_from": ("起始日期", "开始日期"),
}
"""Column keys of a list of who takes part in what."""
TIE_OPTIONAL = {"body", "area_code", "part", "tasks", "document", "valid_from"}
YES, NO = ("是", "有", "yes", "1", "true"), ("否", "无", "no", "0", "false")


def narrow(text: str) -> str:
    """Return a word as it is compared: narrow characters, small letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def match_titles(titles: Iterable[str], wanted: Mapping[str, Iterable[str]] = TITLES) -> dict[str, str]:
    """Return the key of each known title: {key: title as it stands in the file}; width and case do not matter."""
    known = {narrow(title): key for key, others in wanted.items() for title in (key, *others)}
    return {known[narrow(title)]: title for title in titles if narrow(title) in known}


def missing_columns(
    matched: Mapping[str, str], wanted: Mapping[str, Sequence[str]] = TITLES, optional: Collection[str] = OPTIONAL
) -> list[str]:
    """Return the columns a list must have and this one has not, each as "Chinese title (key)"."""
    return [f"{wanted[key][0]} ({key})" for key in wanted if key not in matched and key not in optional]


def kind_of_word(word: str) -> OrganisationKind | None:
    """Return the kind a word of a list stands for, None for an unknown word."""
    return _meant(word, KIND_WORDS)


def form_of_word(word: str) -> BodyForm | None:
    """Return the form of a body a word of a list stands for, None for an unknown word."""
    return _meant(word, FORM_WORDS)


def part_of_word(word: str) -> Part | None:
    """Return as what an organisation takes part, None for an unknown word."""
    return _meant(word, PART_WORDS)


def yes_or_no(word: str) -> bool | None:
    """Return what a cell says, None for an empty one. Raises ValueError for a word that is neither yes nor no."""
    said = narrow(word)
    if not said:
        return None
    if said not in (*YES, *NO):
        raise ValueError(word)
    return said in YES


def check_form(kind: str, form: str) -> Reason | None:
    """Return why a body of that kind cannot have that form, or None; no form is none to refuse."""
    if not form or form in {each.value for each in FORMS.get(OrganisationKind(kind), ())}:
        return None
    text = noop("A body of this kind has no form “%(form)s”.")
    return Reason("organisations.form", text, {"form": BodyForm(form)})


def check_seat(form: str, member_has_party: bool | None) -> Reason | None:
    """
    Return why a unit has no seat in a coordination body of that form, or None (004-5).

    The Party-building liaison meeting is for units with a Party organisation, the joint meeting for those without.
    """
    wanted = {BodyForm.PARTY_MEETING.value: True, BodyForm.JOINT_MEETING.value: False}.get(str(form))
    if wanted is None or member_has_party is None or wanted is member_has_party:
        return None
    if wanted:
        text = noop("A unit without a Party organisation takes part in the joint meeting of resident units (004-5).")
    else:
        text = noop("A unit with a Party organisation takes part in the Party-building liaison meeting (004-5).")
    return Reason("004-5", text)


def _meant(word: str, words: Mapping[Word, Iterable[str]]) -> Word | None:
    """Return the term a word of a list stands for: its code, its label or one of its other words."""
    known = {narrow(each): term for term, others in words.items() for each in (term.value, term.label, *others)}
    return known.get(narrow(word))


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
