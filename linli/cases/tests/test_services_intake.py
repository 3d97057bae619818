"""Taking reports: one receipt a token, few statements, clean texts, the right area, sealed contacts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import services
from linli.cases.models import Case, Event, Report
from linli.cases.samples import MORNING
from linli.cases.terms import Channel, State
from linli.foundation import search
from linli.foundation.models import Counter
from linli.places import services as places
from linli.places.samples import SAMPLE_NOW, square

MOST_STATEMENTS = 8
"""Is what is remembered still good, counter, case, report, end of the chain, event, clock, search index."""


def take(district, **facts):
    return services.take_report(**({"text": "路灯不亮", "token": "token-0001", "now": MORNING} | facts))


@pytest.fixture
def outlined(district):
    nanyuan = district.areas["nanyuan"]
    places.change_area(
        area_id=nanyuan.pk, actor=None, now=SAMPLE_NOW, on=nanyuan.valid_from, outline=square(103.18, 26.08)
    )
    return district


def test_a_report_gets_a_case_a_number_and_a_receipt(district):
    report = take(district, place=district.areas["garden"])

    assert report.case.state is State.SUBMITTED
    assert report.case.number == 20260000001
    assert len(report.receipt) == 16
    assert report.case.area == district.areas["nanyuan"]
    assert report.case.place == district.areas["garden"]
    assert report.case.due_at > MORNING


def test_the_same_token_gives_the_same_receipt_and_one_case(district):
    first, again = take(district), take(district)

    assert first.receipt == again.receipt
    assert first.pk == again.pk
    assert (Case.objects.count(), Report.objects.count(), Event.objects.count()) == (1, 1, 1)
    assert Counter.objects.get(name="cases.2026").value == 1


def test_a_used_token_with_another_text_is_refused(district):
    take(district)

    with pytest.raises(services.MoveRefused) as refused:
        take(district, text="井盖丢了")

    assert refused.value.rule == "intake.token"


def test_numbers_have_no_gap_and_begin_anew_with_the_year(district):
    new_year = MORNING.replace(year=2026, month=12, day=31, hour=16)  # 1 January 2027, midnight here
    numbers = [take(district, token=f"number-{n}").case.number for n in range(3)]
    numbers.append(take(district, token="number-next-year", now=new_year).case.number)

    assert numbers == [20260000001, 20260000002, 20260000003, 20270000001]


def test_intake_takes_few_statements(outlined):
    take(outlined, token="token-warm", longitude=103.185, latitude=26.085)

    with CaptureQueriesContext(connection) as queries:
        take(outlined, token="token-0002", longitude=103.185, latitude=26.085, contact="13812345678")

    kept = (
        "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT",
        'SELECT "cases_calendarversion"',  # remembered once committed
        "SELECT pg_advisory_xact_lock",  # SQLite needs none
    )  # fmt: skip
    counted = [query["sql"] for query in queries if not query["sql"].startswith(kept)]
    assert len(counted) <= MOST_STATEMENTS, counted


def test_the_pin_decides_the_community(outlined):
    report = take(outlined, longitude=103.185, latitude=26.085, place=outlined.areas["shiyang"])

    assert report.case.area == outlined.areas["nanyuan"]
    assert report.case.place is None


def test_what_cannot_be_placed_waits_with_the_headquarters(district):
    case = take(district, longitude=100.0, latitude=20.0).case

    assert case.area == district.areas["dongchuan"]
    assert case.holder == district.organisations["headquarters"]
    with pytest.raises(services.MoveRefused) as refused:
        services.file_case(
            case_id=case.pk, actor=district.people["gaofeng"], now=MORNING, category=district.kinds["road"]
        )
    assert refused.value.rule == "cases.md#must-carry"


def test_without_any_headquarters_the_refusal_says_so(db):
    with pytest.raises(services.MoveRefused) as refused:
        services.take_report(text="路灯不亮", token="token-0001", now=MORNING)

    assert refused.value.rule == "cases.md#holder"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": " \x00\u202e "}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"address": "长" * 201}, "address"),
        ({"contact": "1" * 101}, "contact"),
        ({"longitude": 200.0, "latitude": 26.0}, "longitude"),
        ({"longitude": 103.0}, "longitude"),
    ],
)
def test_a_text_or_point_that_cannot_be_is_refused_with_its_field(district, facts, field):
    with pytest.raises(services.TextRefused) as refused:
        take(district, **facts)

    assert refused.value.field == field
    assert str(refused.value)
    assert not Case.objects.exists()


def test_texts_are_stored_clean(district):
    report = take(district, text="路灯\x00不亮\r\n\u202e三天", address=" 桂苑\u200b小区 ")

    assert report.text == "路灯不亮\n三天"
    assert report.case.address == "桂苑小区"


def test_the_contact_is_unreadable_in_the_database_and_found_by_its_digest(district):
    take(district, contact="138 1234 5678", consent=1)
    take(district, token="token-0002", contact="+8613812345678")

    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM cases_report")
        assert all(b"1381234" not in bytes(row[0]).replace(b" ", b"") for row in cursor.fetchall())
    first, second = Report.objects.order_by("pk")
    assert first.contact == "138 1234 5678"
    assert bytes(first.contact_digest) == bytes(second.contact_digest)
    assert first.consent == 1


def test_a_report_is_found_by_two_characters(district):
    report = take(district, text="三号楼路灯坏了", address="幸福里")

    for word in ("路灯", "幸福"):
        assert list(search.filter(Case.objects.all(), "cases_case", word)) == [report.case]


def test_photos_of_the_report_become_evidence(district):
    report = take(district, photos=["aa/bb/1.jpg"])

    assert report.evidence.get().case == report.case


def test_a_known_category_is_kept_and_an_unknown_one_counts_as_dont_know(district):
    assert take(district, category="0903").case.category == district.kinds["road"]
    assert take(district, token="token-0002", category="9999").case.category is None


def test_an_officer_needs_the_duty_to_register_reports(district):
    linjie, sunwei = district.people["linjie"], district.people["sunwei"]

    assert take(district, actor=linjie, channel=Channel.PHONE).taken_by == linjie
    with pytest.raises(services.MoveRefused):
        take(district, token="token-0002", actor=sunwei)
