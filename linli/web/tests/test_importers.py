"""The lists wired into the import pages."""

import io
from datetime import UTC, datetime

import pytest

from linli.foundation import sheets
from linli.foundation.access import all_actions
from linli.web.importers import IMPORTERS

NOW = datetime(2024, 2, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_every_list_names_an_action_that_exists(kind):
    assert IMPORTERS[kind].action in all_actions()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(kind for kind, importer in IMPORTERS.items() if importer.columns))
def test_the_empty_list_of_a_kind_has_the_titles_its_room_reads(kind):
    importer = IMPORTERS[kind]
    raw = "\n".join([",".join(column.title for column in importer.columns), ",".join("x" * len(importer.columns))])
    sheet = sheets.read(io.BytesIO(raw.encode()))
    options = {"actor": None, "now": NOW, "as_of": NOW.date(), "dry_run": True, "profile": None}

    refused = ""
    try:
        importer.run(sheet.rows, progress=lambda done: None, **options)
    except sheets.SheetRefused as refusal:
        refused = refusal.code

    assert "column" not in refused  # the row may be refused, the titles may not
