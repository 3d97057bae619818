"""Lists of buildings: which columns they have, what their words mean."""

from collections.abc import Mapping

from linli.places.terms import BuildingUse
from linli.values import Reason, noop

from .codes import clean_code, clean_name
from .lists import narrow

TITLES: dict[str, tuple[str, ...]] = {
    "code": ("楼栋编号", "楼栋编码", "楼栋代码", "建筑编号", "building_id", "building_code"),
    "name": ("楼栋名称", "楼栋", "楼名", "名称", "building"),
    "number": ("楼号", "栋号", "幢号", "blk_no", "block"),
    "address": ("地址", "坐落", "门牌地址", "街路巷", "street"),
    "community_code": ("社区代码", "社区编码"),
    "community": ("社区", "社区名称", "所属社区"),
    "compound": ("小区", "小区名称", "所属小区", "楼院"),
    "use": ("用途", "房屋用途", "建筑用途"),
    "storeys": ("层数", "总层数", "地上层数", "floors", "max_floor_lvl"),
    "year_built": ("建成年份", "建成年代", "竣工年份", "year_completed"),
    "dwellings": ("住宅套数", "套数", "dwelling_units", "total_dwelling_units"),
    "households": ("户数", "总户数"),
    "stairwells": ("单元数", "单元"),
}
"""Column keys of a list of buildings, and the other titles each may have."""
USE_FLAGS = {
    BuildingUse.RESIDENTIAL: ("residential", "住宅"),
    BuildingUse.COMMERCIAL: ("commercial", "market_hawker", "商业"),
    BuildingUse.PUBLIC: ("public", "公共服务"),
    BuildingUse.PARKING: ("parking", "multistorey_carpark", "停车"),
}
"""Columns of yes and no that say a use."""
USE_WORDS = {
    "住宅": BuildingUse.RESIDENTIAL,
    "居住": BuildingUse.RESIDENTIAL,
    "商住": BuildingUse.MIXED,
    "商住混合": BuildingUse.MIXED,
    "综合": BuildingUse.MIXED,
    "商业": BuildingUse.COMMERCIAL,
    "办公": BuildingUse.COMMERCIAL,
    "写字楼": BuildingUse.COMMERCIAL,
    "公共服务": BuildingUse.PUBLIC,
    "公建": BuildingUse.PUBLIC,
    "学校": BuildingUse.PUBLIC,
    "厂房": BuildingUse.INDUSTRIAL,
    "仓库": BuildingUse.INDUSTRIAL,
    "停车": BuildingUse.PARKING,
    "停车场": BuildingUse.PARKING,
    "其他": BuildingUse.OTHER,
}
YES = {"y", "yes", "true", "1", "是", "有", "√"}
MOST = {"storeys": 200, "year_built": 2200, "dwellings": 100_000, "households": 100_000, "stairwells": 200}
LEAST_YEAR = 1800
NAME_MAX = 100


def use_word(use: BuildingUse) -> str:
    """Return the word a list says a use with: the first that is read back as it."""
    return next(word for word, each in USE_WORDS.items() if each is use)


def read_use(said: str, flags: Mapping[BuildingUse, str]) -> BuildingUse | Reason | None:
    """
    Return the use a row says: by its word, else by its columns of yes and no; None if it says nothing.

    flags: the cells of those columns by the use each stands for. Dwellings with anything else are mixed.
    """
    word = narrow(said)
    if word:
        if word in BuildingUse.__members__.values():
            return BuildingUse(word)
        if word in USE_WORDS:
            return USE_WORDS[word]
        return Reason("places.building.use", noop("“%(use)s” is no use of a building."), {"use": said})
    said_yes = [use for use, cell in flags.items() if narrow(cell) in YES]
    if BuildingUse.RESIDENTIAL in said_yes and len(said_yes) > 1:
        return BuildingUse.MIXED
    return said_yes[0] if said_yes else None


def flag_columns(titles: Mapping[str, str]) -> dict[BuildingUse, list[str]]:
    """Return the columns of yes and no by the use each stands for. titles: narrow title -> title as in the file."""
    return {use: [titles[word] for word in words if word in titles] for use, words in USE_FLAGS.items()}


def read_number(key: str, said: str) -> int | Reason | None:
    """Return a number of a row; None for an empty cell; a Reason for anything that is none or too large."""
    text = clean_code(said)
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
    if not 0 <= number <= MOST[key] or (key == "year_built" and 0 < number < LEAST_YEAR):
        text = noop("“%(said)s” cannot stand in the column %(column)s.")
        return Reason("places.building.number", text, {"said": said, "column": TITLES[key][0]})
    return None if key == "year_built" and number == 0 else number


def name_of(cells: Mapping[str, str]) -> str:
    """Return what a building is called: its name, else its number at its address, else its code; "" without any."""
    address, number = clean_name(cells.get("address", "")), clean_name(cells.get("number", ""))
    gap = " " if address and number and (address + number).isascii() else ""
    return (clean_name(cells.get("name", "")) or (number and f"{address}{gap}{number}") or clean_name(cells["code"]))[
        :NAME_MAX
    ]
