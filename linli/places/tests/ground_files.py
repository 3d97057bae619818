"""Files with places on the ground, made for tests: GeoJSON, Shapefiles, lists."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import shapefile

from linli.foundation.imports import Outcome, perform
from linli.places import services
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW


def feature(shape: dict[str, Any] | None, **said: Any) -> dict[str, Any]:
    """Return one feature."""
    return {"type": "Feature", "properties": said, "geometry": shape}


def geojson(folder: Path, *features: dict[str, Any], crs: str = "") -> Path:
    """Write a GeoJSON."""
    path = folder / "file.geojson"
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    text = json.dumps({"type": "FeatureCollection", "features": features, **named}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def table(folder: Path, rows: list[dict[str, Any]], encoding: str = "utf-8") -> Path:
    """Write a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "file.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def packed(folder: Path, rows: list[tuple[dict[str, Any], list]], *, prj: str = "", encoding: str = "utf-8") -> Path:
    """Write a zipped Shapefile of polygons: facts and rings of each."""
    parts = {name: io.BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        for name in rows[0][0]:
            writer.field(name, "C", 60)
        for facts, rings in rows:
            writer.poly(rings)
            writer.record(*facts.values())
    path = folder / "file.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(f"社区/area.{name}", part.getvalue())
        if prj:
            package.writestr("社区/area.prj", prj)
    return path


def take(run: Any, file: Path, **options: Any) -> Outcome:
    """Import a file as the console does, with nobody's duties, as of 2020-01-01."""
    options = {"actor": None, "now": SAMPLE_NOW, "as_of": SAMPLE_DAY} | options
    return perform(run, services.read_ground(file), **options)
