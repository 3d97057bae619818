"""Which column means what."""

from collections.abc import Iterable, Mapping

from linli.districting.reading.errors import ReadingError
from linli.values import Reason, noop

DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "households": ("households", "户数", "总户数", "居民户数", "dwelling_units", "hh", "pop"),
    "longitude": ("longitude", "lon", "lng", "经度"),
    "latitude": ("latitude", "lat", "纬度"),
    "x": ("x", "x_m", "x坐标"),
    "y": ("y", "y_m", "y坐标"),
    "compound": ("compound", "小区", "小区名称", "compound_id"),
    "name": ("name", "名称", "楼栋", "地址", "address", "building_id", "id", "key"),
    "existing": ("existing", "现社区", "所属社区", "社区", "community"),
    "seat": ("seat", "社区驻地", "居委会驻地", "office"),
    "room": ("room", "社区用房", "候选用房", "用房"),
    "area": ("area_m2", "面积", "建筑面积"),
    "anchor": ("anchor", "锁定", "lock"),
}
"""Names by meaning, the likelier first; upper and lower case are the same."""


def find_columns(present: Iterable[str], wanted: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Return meaning -> column for the columns that are present.

    wanted: meaning -> column, which goes before the defaults. Raises ReadingError if it names what is not there.
    """
    known = {column.strip().lower(): column for column in present}
    found = {}
    for meaning, names in DEFAULTS.items():
        column = next((known[name] for name in names if name in known), None)
        if column is not None:
            found[meaning] = column
    for meaning, name in (wanted or {}).items():
        if meaning not in DEFAULTS:
            text = noop("%(meaning)s is no meaning of a column; there are: %(known)s.")
            raise ReadingError(
                Reason("districting.no_meaning", text, {"meaning": meaning, "known": ", ".join(DEFAULTS)})
            )
        if name.strip().lower() not in known:
            raise no_column(meaning, [name], known.values())
        found[meaning] = known[name.strip().lower()]
    return found


def no_column(meaning: str, names: Iterable[str], present: Iterable[str]) -> ReadingError:
    """Return the error that a column is missing."""
    text = noop("The file has no column for %(meaning)s (%(names)s); its columns are: %(present)s.")
    places = {"meaning": meaning, "names": ", ".join(names), "present": ", ".join(present) or "-"}
    return ReadingError(Reason("districting.no_column", text, places))
