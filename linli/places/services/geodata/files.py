"""GeoJSON, Shapefile (one .zip) and lists with coordinates become rows; known by their content, refused as a whole."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.sheets import DEFAULT, Row, Sheet, SheetRefused, clean_text

PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
ENCODINGS = ("utf-8", "gb18030")
JSON_MARK = b"{"
WKT_TITLE = "WKT"
DECIMALS = 8
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class GeoRow(Row):
    """A row with a shape. shape: GeoJSON geometry, numbers as the file has them; crs: what the file says they are."""

    shape: Mapping[str, Any] | None = None
    crs: str = ""

    @property
    def given_back(self) -> dict[str, str]:
        """Return the cells with the shape as the file has it, so that a row put right can be sent in again."""
        text = _wkt(self.shape) if self.shape is not None else ""
        return self.cells | {WKT_TITLE: text} if 0 < len(text) <= DEFAULT.cell_characters else self.cells


def _wkt(shape: Mapping[str, Any]) -> str:
    """Return a shape as text; "" for one that is none."""
    import shapely  # noqa: PLC0415 - 30 MB that no other page needs
    from shapely.geometry import shape as made  # noqa: PLC0415

    try:
        return str(shapely.to_wkt(made(shape), rounding_precision=DECIMALS, trim=True))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return ""


def read_ground(source: Path, *, encoding: str = "") -> Sheet:
    """Open a GeoJSON, a zipped Shapefile, or a list as `sheets.read` does. Raises SheetRefused."""
    if source.stat().st_size > DEFAULT.file_bytes:
        raise SheetRefused("size", gettext("The file is larger than 50 MB. Split it."))
    with source.open("rb") as stream:
        head = stream.read(64)
    if head.removeprefix(BOM).lstrip().startswith(JSON_MARK):
        return _geojson(source)
    if zipfile.is_zipfile(source):
        parts = _parts(source)
        if parts:
            return _shapefile(parts, encoding)
    return sheets.read(source, encoding=encoding)


def _geojson(source: Path) -> Sheet:
    """Return the features of a GeoJSON as rows."""
    try:
        collection = json.loads(source.read_bytes().decode("utf-8-sig"))
        features = [each if isinstance(each, dict) else {} for each in collection["features"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SheetRefused("geojson", gettext("The file is no GeoJSON with a list of features.")) from error
    _check_count(len(features))
    named = collection.get("crs")
    said = named.get("properties") if isinstance(named, dict) else None
    crs = said.get("name", "") if isinstance(said, dict) else ""
    rows = [
        _row(number, each.get("properties"), each.get("geometry"), str(crs)) for number, each in enumerate(features, 1)
    ]
    return _sheet(rows)


def _row(number: int, properties: Any, shape: Any, crs: str) -> GeoRow:
    cells = properties if isinstance(properties, dict) else {}
    usable = isinstance(shape, dict) and shape.get("coordinates")
    return GeoRow(
        number,
        {clean_text(str(name)): _text(value) for name, value in cells.items()},
        shape=shape if usable else None,
        crs=crs,
    )


def _text(value: Any) -> str:
    """Return a value as a list would show it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def _sheet(rows: list[GeoRow]) -> Sheet:
    columns = list(dict.fromkeys(title for row in rows for title in row.cells))
    if not rows:
        raise SheetRefused("empty", gettext("The file has no features."))
    return Sheet(columns, iter(rows))


def _check_count(count: int) -> None:
    if count > DEFAULT.rows:
        text = gettext("The file has more than %(most)s features. Split it.")
        raise SheetRefused("many", text % {"most": DEFAULT.rows})


def _parts(source: Path) -> dict[str, bytes]:
    """Return the parts of the one Shapefile of a package by their ending; none without one. Raises SheetRefused."""
    try:
        with zipfile.ZipFile(source) as package:
            found = [each for each in package.infolist() if PurePosixPath(each.filename).suffix.lower() in PARTS]
            found = [each for each in found if not PurePosixPath(each.filename).name.startswith(".")]
            layers = [each for each in found if each.filename.lower().endswith(".shp")]
            if not layers:
                return {}
            if len(layers) > 1:
                names = "、".join(PurePosixPath(each.filename).name for each in layers)
                text = gettext("The package holds several Shapefiles (%(names)s). Send one at a time.")
                raise SheetRefused("layers", text % {"names": names[:200]})
            stem = layers[0].filename[:-4].lower()
            mine = [each for each in found if each.filename[:-4].lower() == stem]
            if sum(each.file_size for each in mine) > DEFAULT.unpacked_bytes:
                raise SheetRefused("size", gettext("Unpacked, the Shapefile is too large. Split it."))
            return {each.filename[-4:].lower(): package.read(each) for each in mine}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SheetRefused(
            "package", gettext("The package cannot be unpacked. Pack it again without a password.")
        ) from error


def _shapefile(parts: Mapping[str, bytes], encoding: str) -> Sheet:
    """Return the features of a Shapefile as rows; its letters as the file says, else UTF-8, else GB18030."""
    if ".dbf" not in parts:
        raise SheetRefused("dbf", gettext("The Shapefile has no table: its .dbf is missing from the package."))
    crs = parts.get(".prj", b"").decode("utf-8", "replace").strip()
    for each in (encoding,) if encoding else ENCODINGS:
        try:
            return _sheet(_features(parts, each, crs))
        except UnicodeDecodeError:
            continue
    text = gettext("The letters of the Shapefile's table cannot be read. Say which encoding they have.")
    raise SheetRefused("encoding", text)


def _features(parts: Mapping[str, bytes], encoding: str, crs: str) -> list[GeoRow]:
    import shapefile  # noqa: PLC0415 - no other page needs it

    files = {name[1:]: io.BytesIO(content) for name, content in parts.items() if name in (".shp", ".shx", ".dbf")}
    try:
        with shapefile.Reader(**files, encoding=encoding) as reader:
            _check_count(len(reader))
            return [
                _row(number, each.record.as_dict(), _shape(each.shape), crs)
                for number, each in enumerate(reader.iterShapeRecords(), 1)
            ]
    except (shapefile.ShapefileException, ValueError, IndexError, KeyError, OSError, EOFError) as error:
        if "decode" in str(error):  # the package says so of any of its letters
            raise UnicodeDecodeError(encoding, b"", 0, 0, str(error)) from error
        text = gettext("The Shapefile is damaged: %(why)s.")
        raise SheetRefused("shapefile", text % {"why": str(error)[:200]}) from error


def _shape(shape: Any) -> dict[str, Any] | None:
    """Return a shape as GeoJSON; None for an empty one."""
    if shape is None or not shape.shapeType or not shape.points:
        return None
    found = shape.__geo_interface__
    return {"type": found["type"], "coordinates": _listed(found["coordinates"])}


def _listed(part: Any) -> Any:
    return [_listed(inner) for inner in part] if isinstance(part, tuple | list) else part
