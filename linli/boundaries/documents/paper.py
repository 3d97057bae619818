"""The PDF of a dossier, and its maps as pictures for Word: set by typst with the packaged font."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from linli.boundaries.documents import wording
from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.documents.fonts import FAMILY, font_folder, missing_in
from linli.boundaries.documents.maps import draw_after, draw_before
from linli.boundaries.documents.tables import Table, tables_of

REPORT = Path(__file__).with_name("report.typ")
PICTURE = '#set page(width: auto, height: auto, margin: 0mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: {}mm)'
PICTURE_MM, PICTURE_PPI = 240, 150


def write_pdf(dossier: Dossier) -> bytes:
    """Return the dossier as PDF: words first, then the maps, then every table."""
    tables = [_table(table) for table in tables_of(dossier)]
    data: dict[str, Any] = {
        "title": wording.title(dossier),
        "subtitle": wording.subtitle(dossier),
        "author": dossier.basis.made_by,
        "font": FAMILY,
        "foot": wording.foot(dossier),
        "draft": wording.draft(dossier),
        "missing": dossier.missing,
        "empty": _("There is nothing to list."),
        "parts": [{"title": title, "sentences": sentences} for title, sentences in wording.parts(dossier)],
        "maps": [
            {"title": _("Communities before the adjustment"), "svg": draw_before(dossier)},
            {"title": _("Communities after the adjustment"), "svg": draw_after(dossier)},
        ],
        "tables": tables,
    }
    if strange := missing_in(json.dumps(data, ensure_ascii=False)):
        text = _(
            "Characters that the font of this PDF cannot draw are printed as boxes: %(count)s. The Word file has them."
        )
        data["parts"][-1]["sentences"].append(text % {"count": len(strange)})
    return _compile(REPORT.read_text("utf-8"), {"data": json.dumps(data, ensure_ascii=False)}, "pdf")


def write_picture(svg: str) -> bytes:
    """Return a drawing as PNG, for programs that cannot show SVG."""
    return _compile(PICTURE.format(PICTURE_MM), {"svg": svg}, "png")


def _compile(source: str, inputs: Mapping[str, str], form: Any) -> bytes:
    """Return what typst makes of a source; it sees neither files nor the network."""
    compiler = typst.Compiler(source.encode(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=dict(inputs))
    made = compiler.compile(format=form, ppi=PICTURE_PPI)
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder()])


def _table(table: Table) -> dict[str, Any]:
    columns = [
        {"title": column.title, "width": column.width or 10, "number": column.kind == "number"}
        for column in table.columns
    ]
    facts = {"title": table.title, "notes": table.notes, "by_hand": table.by_hand}
    return facts | {"columns": columns, "rows": list(table.texts())}
