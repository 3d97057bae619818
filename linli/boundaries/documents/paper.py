"""The PDF of a dossier, and its maps as pictures for Word: set by typst with the packaged font."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.boundaries.documents import wording
from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.documents.fonts import FAMILY, font_folder, missing_in
from linli.boundaries.documents.maps import draw_after, draw_before
from linli.boundaries.documents.tables import Table, tables_of

REPORT = Path(__file__).with_name("report.typ")
_CHILD = Path(__file__).with_name("typesetter.py")
PICTURE = '#set page(width: auto, height: auto, margin: 0mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: {}mm)'
PICTURE_MM, PICTURE_PPI = 240, 150
SECONDS = 60


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
    return _compile([(REPORT.read_text("utf-8"), {"data": json.dumps(data, ensure_ascii=False)})], "pdf")[0]


def write_pictures(drawings: Sequence[str]) -> list[bytes]:
    """Return drawings as PNG, for programs that cannot show SVG."""
    return _compile([(PICTURE.format(PICTURE_MM), {"svg": drawing}) for drawing in drawings], "png")


def _compile(pages: Sequence[tuple[str, Mapping[str, str]]], form: str) -> list[bytes]:
    """Return what typst makes of sources with their inputs, in a process of its own; without files or network."""
    wanted = [{"source": source, "inputs": inputs, "format": form, "ppi": PICTURE_PPI} for source, inputs in pages]
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(_CHILD), str(font_folder())],
        input=json.dumps(wanted).encode(),
        stdout=subprocess.PIPE,
        env={},
        timeout=SECONDS,
        check=True,
    )
    return [base64.b64decode(each) for each in json.loads(done.stdout)]


def _table(table: Table) -> dict[str, Any]:
    columns = [
        {"title": column.title, "width": column.width or 10, "number": column.kind == "number"}
        for column in table.columns
    ]
    facts = {"title": table.title, "notes": table.notes, "by_hand": table.by_hand}
    return facts | {"columns": columns, "rows": list(table.texts())}
