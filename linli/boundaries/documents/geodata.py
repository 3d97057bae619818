"""The communities and units of a dossier for map programs: GeoJSON (RFC 7946) and Shapefile."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import shapefile
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from linli.boundaries.documents.dossier import Dossier, Present, Settlement
from linli.boundaries.rules.outlines import dissolve, only, shapes_of
from linli.foundation.sheets import clean_text

DECIMALS = 7
"""Of a degree: about a centimetre."""
CGCS2000 = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
FIELD_BYTES = 254
Facts = Mapping[str, Any]
Row = tuple[BaseGeometry, Facts]
FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "communities": (
        ("NUMBER", "number"),
        ("NAME", "name"),
        ("IS_NEW", "is_new"),
        ("HOUSEHOLDS", "households"),
        ("RESIDENTS", "residents"),
        ("ESTIMATED", "estimated"),
        ("AREA_M2", "area_m2"),
        ("OFFICE", "office"),
        ("DERIVED", "derived"),
    ),
    "present": (
        ("NUMBER", "number"),
        ("NAME", "name"),
        ("CODE", "code"),
        ("HOUSEHOLDS", "households"),
        ("RESIDENTS", "residents"),
        ("ESTIMATED", "estimated"),
        ("AREA_M2", "area_m2"),
        ("KEPT_AS", "kept_as"),
        ("DERIVED", "derived"),
    ),
    "units": (
        ("UNIT_KEY", "key"),
        ("NAME", "name"),
        ("KIND", "kind"),
        ("ADDRESS", "address"),
        ("HOUSEHOLDS", "households"),
        ("COMMUNITY", "community"),
        ("PRESENT", "present"),
        ("DERIVED", "derived"),
    ),
}
"""
Layer -> names of at most ten letters for the table of a Shapefile, and the facts they hold. derived: whether the
outline was derived from points.
"""


def write_geojson(dossier: Dossier) -> bytes:
    """Return one collection with the communities of the plan, the present ones and the units, told apart by `layer`."""
    features = [
        {
            "type": "Feature",
            "id": f"{layer}-{number}",
            "geometry": _geometry(place),
            "properties": {"layer": layer, **facts},
        }
        for layer, rows in layers(dossier).items()
        for number, (place, facts) in enumerate(rows)
    ]
    bounds = shapely.total_bounds(shapes_of(dossier.base)).round(DECIMALS).tolist()
    collection = {"type": "FeatureCollection", "bbox": bounds, "features": features, "linli": _basis(dossier)}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def write_shapefile(dossier: Dossier) -> bytes:
    """
    Return a .zip with a Shapefile a layer. Tables are UTF-8, as their .cpg says; coordinates CGCS2000 (EPSG:4490).

    A Shapefile holds one kind of shape: a layer whose shapes are not all outlines is written as points.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for layer, rows in layers(dossier).items():
            for ending, content in _shapefile(FIELDS[layer], rows).items():
                archive.writestr(f"{layer}.{ending}", content)
    return packed.getvalue()


def layers(dossier: Dossier) -> dict[str, list[Row]]:
    """Return communities, present communities and units, each with shape (degrees) and facts; empty ones left out."""
    shapes, mark = shapes_of(dossier.base), {"derived": dossier.base.has_derived_outlines}
    after = dissolve(shapes, dossier.labels)
    before = dissolve(shapes, (unit.community for unit in dossier.base.units))
    names = {each.label: each.name for each in dossier.settlements}
    units: list[Row] = [
        (
            place,
            {
                "key": unit.key,
                "name": unit.name,
                "kind": unit.kind,
                "address": unit.address,
                "households": unit.households,
                "community": names.get(label, ""),
                "present": dossier.presents[unit.community].name if unit.community >= 0 else "",
                **mark,
            },
        )
        for place, unit, label in zip(shapes, dossier.base.units, dossier.labels, strict=True)
    ]
    communities: list[Row] = [
        (after[each.label], _community(each) | mark) for each in dossier.settlements if each.label in after
    ]
    present: list[Row] = [
        (before[n], _present(n, each) | mark) for n, each in enumerate(dossier.presents) if n in before
    ]
    return {"communities": communities, "present": present, "units": units}


def _community(each: Settlement) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": each.name,
        "is_new": each.is_new,
        "households": each.households,
        "residents": each.people.residents,
        "estimated": each.people.estimated,
        "area_m2": None if each.m2 is None else round(each.m2),
        "office": each.seat,
    }


def _present(number: int, each: Present) -> dict[str, Any]:
    return {
        "number": number + 1,
        "name": each.name,
        "code": each.code,
        "households": each.households,
        "residents": each.people.residents,
        "estimated": each.people.estimated,
        "area_m2": None if each.m2 is None else round(each.m2),
        "kept_as": each.kept_as,
    }


def _basis(dossier: Dossier) -> Facts:
    basis = dossier.basis
    return {
        "mark": basis.mark,
        "title": dossier.title,
        "plan": basis.plan,
        "step": basis.step,
        "ground": basis.digest,
        "made_at": basis.made_at.isoformat(),
        "is_draft": dossier.is_draft,
        "missing": list(dossier.missing),
    }


def _geometry(place: BaseGeometry) -> dict[str, Any]:
    """Return a shape as RFC 7946 wants it: outer rings against the clock, holes with it."""
    return dict(mapping(_rounded(shapely.orient_polygons(place))))


def _rounded(place: BaseGeometry) -> BaseGeometry:
    """Return a shape with as many decimals as are worth writing, whole even where corners fall together."""
    fine = shapely.transform(place, lambda corners: corners.round(DECIMALS))
    return fine if fine.is_valid else place


def _shapefile(fields: Sequence[tuple[str, str]], rows: Sequence[tuple[BaseGeometry, Facts]]) -> dict[str, bytes]:
    """Return the files of one layer by their endings."""
    outlined = all(place.area for place, _ in rows)
    files = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    kind = shapefile.POLYGON if outlined else shapefile.POINT
    with shapefile.Writer(shapeType=kind, encoding="utf-8", **files) as writer:
        for field, key in fields:
            _field(writer, field, [facts[key] for _, facts in rows])
        for place, facts in rows:
            if outlined:
                writer.poly(_rings(place))
            else:
                point = place.representative_point()
                writer.point(point.x, point.y)
            writer.record(*(_value(facts[key]) for _, key in fields))
    contents = {ending: stream.getvalue() for ending, stream in files.items()}
    return contents | {"prj": CGCS2000.encode(), "cpg": b"UTF-8"}


def _field(writer: Any, field: str, values: Sequence[Any]) -> None:
    """Declare a column that all values fit."""
    if all(value is None or isinstance(value, int) for value in values):
        writer.field(field, "N", size=12, decimal=0)
    else:
        widest = max((len(_value(value).encode()) for value in values), default=1)
        writer.field(field, "C", size=max(widest, 1))


def _value(value: Any) -> Any:
    """Return a fact as a table of a Shapefile holds it; words are cut between characters."""
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, int):
        return value
    return clean_text(str(value)).encode()[:FIELD_BYTES].decode("utf-8", "ignore")


def _rings(place: BaseGeometry) -> list[list[list[float]]]:
    """Return rings as a Shapefile wants them: outer rings with the clock, holes against it."""
    rings = []
    for part in shapely.get_parts(only("Polygon", place)).tolist():
        turned = shapely.orient_polygons(part, exterior_cw=True)
        rings += [shapely.get_coordinates(ring).tolist() for ring in (turned.exterior, *turned.interiors)]
    return rings
