"""Access: who comes in, and what he sees."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.foundation.access import PUBLIC, Grant, all_actions, requires, within
from linli.foundation.models import AuditLine
from linli.foundation.templatetags.access import may
from linli.foundation.tests.conftest import NOW

DISTRICT, NANYUAN, BEIYUAN = "000A", "000A0001", "000A0002"


def someone(*grants: Grant):
    return SimpleNamespace(
        pk=7,
        is_authenticated=True,
        may=lambda action: any(grant.action == action for grant in grants),
        grants=lambda action: tuple(grant for grant in grants if grant.action == action),
    )


def visit(view, user, method="get", **headers):
    request = getattr(RequestFactory(headers={"accept": "text/html", **headers}), method)("/manage/calendar/")
    request.user, request.session = user, {}
    return view(request)


@requires("foundation.calendar")
def closed_page(request):
    return HttpResponse("inside")


@requires(PUBLIC)
def open_page(request):
    return HttpResponse("welcome")


def test_a_view_declares_its_action():
    assert closed_page.action == "foundation.calendar"
    assert open_page.action == "public"
    assert closed_page.__name__ == "closed_page"


def test_a_public_page_lets_everybody_in():
    assert visit(open_page, AnonymousUser()).content == b"welcome"


def test_a_visitor_who_may_comes_in():
    assert visit(closed_page, someone(Grant("foundation.calendar", whole_area=True))).content == b"inside"


def test_a_page_leads_a_stranger_to_the_sign_in_and_back():
    answer = visit(closed_page, AnonymousUser())

    assert answer.status_code == 302
    assert "next=%2Fmanage%2Fcalendar%2F" in answer.url or "next=/manage/calendar/" in answer.url


@pytest.mark.parametrize(
    ("method", "headers"), [("post", {}), ("get", {"HX-Request": "true"}), ("get", {"accept": "application/json"})]
)
def test_anything_but_a_page_answers_a_stranger_with_401(db, method, headers):
    answer = visit(closed_page, AnonymousUser(), method, **headers)

    assert answer.status_code == 401
    assert answer.content.strip()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_lacks_the_action_is_refused_told_which_and_logged(db, method, caplog):
    stranger = someone(Grant("cases.file", whole_area=True))

    answer = visit(closed_page, stranger, method, **{"HX-Request": "true"})

    assert answer.status_code == 403
    assert "foundation.calendar" in answer.content.decode()
    assert "lacks foundation.calendar" in caplog.text


def test_a_part_of_a_page_is_refused_with_a_sentence_and_no_page(db):
    answer = visit(closed_page, someone(), **{"HX-Request": "true"})

    assert b"<html" not in answer.content


def test_the_actions_of_all_rooms_are_known_with_a_label():
    actions = all_actions()

    assert actions["foundation.audit"] == "Read the audit log"
    assert all("." in code and label for code, label in actions.items())
    assert list(actions) == sorted(actions)


def test_templates_ask_with_a_word():
    request = SimpleNamespace(user=someone(Grant("cases.file")))

    assert may(request, "cases.file")
    assert not may(request, "cases.void")
    assert not may(SimpleNamespace(user=AnonymousUser()), "cases.file")


@pytest.fixture
def rows(db):
    """Rows that lie in an area (kind) and belong to a unit (id); audit lines serve because they have two texts."""
    places = [(area, unit) for area in (DISTRICT, NANYUAN, BEIYUAN, "000B") for unit in ("U1", "U1X1", "U2")]
    put(places)
    return AuditLine.objects.all()


def put(places, after=0):
    AuditLine.objects.bulk_create(
        AuditLine(pk=number, at=NOW, hash=b"", action="x", subject_kind=area, subject_id=unit)
        for number, (area, unit) in enumerate(places, start=after + 1)
    )


def seen(rows, *grants, units=("subject_id",)):
    found = within(rows, someone(*grants), "a", area="subject_kind", units=units)
    return sorted(found.values_list("subject_kind", "subject_id"))


def test_without_a_grant_nothing_is_seen(rows):
    assert seen(rows) == []
    assert seen(rows, Grant("b", whole_area=True)) == []


def test_a_grant_for_everything_adds_no_filter(rows):
    everything = within(rows, someone(Grant("a", whole_area=True)), "a", area="subject_kind", units=())

    assert everything.count() == 12
    assert "WHERE" not in str(everything.query)


def test_a_grant_for_a_whole_area_reaches_its_subtree_and_no_further(rows):
    assert {area for area, _unit in seen(rows, Grant("a", NANYUAN, whole_area=True))} == {NANYUAN}
    assert {area for area, _unit in seen(rows, Grant("a", DISTRICT, whole_area=True))} == {DISTRICT, NANYUAN, BEIYUAN}


def test_a_grant_for_a_unit_reaches_the_unit_within_the_area_only(rows):
    assert seen(rows, Grant("a", NANYUAN, "U1")) == [(NANYUAN, "U1"), (NANYUAN, "U1X1")]
    assert seen(rows, Grant("a", "", "U1X1")) == [
        (area, "U1X1") for area in sorted([DISTRICT, NANYUAN, BEIYUAN, "000B"])
    ]


def test_area_of_one_grant_and_unit_of_another_do_not_add_up(rows):
    both = seen(rows, Grant("a", NANYUAN, "U1"), Grant("a", BEIYUAN, "U2"))

    assert (NANYUAN, "U2") not in both
    assert (BEIYUAN, "U1") not in both
    assert both == [(NANYUAN, "U1"), (NANYUAN, "U1X1"), (BEIYUAN, "U2")]


def test_rows_without_a_unit_are_seen_only_with_the_whole_area(rows):
    assert seen(rows, Grant("a", NANYUAN, "U1"), units=()) == []
    assert seen(rows, Grant("a", NANYUAN, whole_area=True), units=()) != []


paths = st.sampled_from(["", "A", "AA", "AB", "B", "BA", "BAZ"])
grants = st.builds(Grant, st.just("a"), paths, paths, st.booleans())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(grants, max_size=5), places=st.lists(st.tuples(paths, paths), max_size=6))
def test_the_filter_and_the_rule_agree(db, held, places):
    last = AuditLine.objects.order_by("-id").values_list("id", flat=True).first() or 0
    put(places, after=last)

    found = seen(AuditLine.objects.filter(pk__gt=last), *held)

    allowed = [
        (area, unit)
        for area, unit in places
        if any(
            area.startswith(grant.area_path) and (grant.whole_area or unit.startswith(grant.unit_path))
            for grant in held
        )
    ]
    assert found == sorted(allowed)
