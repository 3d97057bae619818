"""A source nobody thought of: its list comes in with a profile and no code; a faulty profile leaves nothing behind."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from linli.cases import samples
from linli.cases.models import Case
from linli.foundation import sheets
from linli.foundation.models import AuditLine
from linli.places.models import Area
from linli.places.samples import SAMPLE_NOW, square
from linli.places.services import change_area

pytestmark = pytest.mark.django_db

PROFILE = """
[source]
name = "third"
title = "Anliegen"
language = "de"
time_zone = "Europe/Berlin"
time_formats = ["%d.%m.%Y %H:%M"]
[columns]
id = "Vorgang"
reported_at = "Eingang"
ended_at = "Erledigt"
state = "Status"
category = "Thema"
address = "Ort"
latitude = { column = "Lage", pattern = '^([^,]+)' }
longitude = { column = "Lage", pattern = ',(.+)$' }
reply = "Antwort"
[text]
template = "{Text}"
[states]
default = "refuse"
[states.map]
"offen" = "submitted"
"in Bearbeitung" = "filed"
"erledigt" = "closed"
[categories]
default = "0903"
[categories.map]
"Müll" = "0901"
[place]
by = ["point"]
code = "530113001001"
"""
ROWS = """Vorgang;Eingang;Erledigt;Status;Thema;Text;Ort;Lage;Antwort
T-1;03.02.2025 14:30;05.07.2025 09:00;Erledigt;Müll;Müll am Park;Parkweg 3;26.083, 103.185;Abgeholt
T-2;04.02.2025 08:15;;in Bearbeitung;Licht;Laterne defekt;Ring 5;;
T-3;29.02.2025 10:00;;offen;Licht;Diesen Tag gab es nicht;Ring 6;;
T-4;05.02.2025 11:00;;vertagt;Licht;Unbekannter Stand;Ring 7;;
T-5;06.02.2025 11:00;;offen;Licht;Nur ein halber Punkt;Ring 8;26.083;
"""


@pytest.fixture
def bring_in(tmp_path):
    """Give `bring_in(profile)`, which imports the list and returns the file of rejected rows."""
    samples.make_case_district()

    def take(profile, rows=ROWS):
        (tmp_path / "third.csv").write_text(rows, encoding="utf-8")
        (tmp_path / "third.toml").write_text(profile, encoding="utf-8")
        rejected = tmp_path / "rejected.xlsx"
        options = ["--profile", str(tmp_path / "third.toml"), "--rejected", str(rejected)]
        call_command("import_cases", str(tmp_path / "third.csv"), *options)
        return rejected

    return take


def test_semicolons_foreign_days_words_and_a_point_in_one_column_need_no_code(bring_in, capsys):
    rejected = bring_in(PROFILE)

    first, second = Case.objects.order_by("number")
    assert capsys.readouterr().out.startswith("共 5 行：接受 2 行，退回 3 行。")
    assert (first.state, second.state) == ("closed", "filed")
    assert (first.longitude, first.latitude) == (103.185, 26.083)
    assert first.reported_at == datetime(2025, 2, 3, 13, 30, tzinfo=UTC)
    assert first.ended_at == datetime(2025, 7, 5, 7, 0, tzinfo=UTC)  # summer time
    assert (first.category.code, second.category.code) == ("0901", "0903")
    assert [row.cells["Vorgang"] for row in sheets.read(rejected).rows] == ["T-3", "T-4", "T-5"]


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("language =", "langage =", "source.langage"),
        ("Europe/Berlin", "Europe/Berlinn", "source.time_zone"),
        ('= "closed"', '= "finished"', "states.map.erledigt"),
        ('id = "Vorgang"', 'id = "Nummer"', "Nummer"),
        ('"0901"', '"9999"', "9999"),
        ("530113001001", "530113001999", "place.code"),
        ("'^([^,]+)'", "'^(([^,]+)'", "columns.latitude"),
        ("[columns]", "[columns", "third.toml"),
    ],
)
def test_a_faulty_profile_is_one_sentence_and_changes_nothing(bring_in, right, wrong, named):
    lines = AuditLine.objects.count()

    with pytest.raises(CommandError) as refused:
        bring_in(PROFILE.replace(right, wrong, 1))

    assert named in str(refused.value)
    assert not Case.objects.exists()
    assert AuditLine.objects.count() == lines


def test_what_has_ended_lies_in_the_outline_of_its_day_and_what_is_open_in_todays(bring_in):
    then, today = (Area.objects.get(code=f"53011300100{number}") for number in (1, 2))
    since = {"actor": None, "now": SAMPLE_NOW, "on": date(2025, 2, 20)}
    change_area(area_id=then.pk, **since | {"on": date(2021, 1, 1)}, outline=square(103.18, 26.08))
    change_area(area_id=then.pk, **since, outline=square(103.30, 26.08))
    change_area(area_id=today.pk, **since, outline=square(103.18, 26.08))

    bring_in(PROFILE, ROWS.replace("Ring 5;;", "Ring 5;26.083, 103.185;"))

    assert list(Case.objects.order_by("number").values_list("area", flat=True)) == [then.pk, today.pk]
