"""A steward's workbench: opened by a link alone, showing only his building, and what he does lands in the cases."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Event, Report
from linli.cases.samples import make_case, make_case_district
from linli.cases.terms import Act, Channel, State
from linli.network.models import PostKind, StewardLink
from linli.network.services import HolderFacts, appoint, end_posting
from linli.network.services.stewards import make_link, publish_notice, revoke_link

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def district(settings):
    settings.REPORT_RATE = ""
    return make_case_district()


@pytest.fixture
def steward(district):
    """The steward of building 3, who agreed to be called."""
    facts = HolderFacts(name="李桂香", phone="13800001111", consented_on=date(2026, 1, 1))
    kind = PostKind.objects.get(code="building_steward")
    terms = {"valid_from": date(2026, 1, 1), "actor": None, "now": timezone.now()}
    return appoint(kind=kind, area=district.areas["building"], holder=facts, **terms)


@pytest.fixture
def token(steward):
    return make_link(holder=steward.holder, actor=None, now=timezone.now())


def page_of(token, name="steward", *args):
    return reverse(f"web:{name}", args=[token, *args])


def at_building(district, state=State.SUBMITTED, **facts):
    return make_case(district, state, place=district.areas["building"], now=timezone.now(), **facts)


def test_the_link_shows_his_building_and_nothing_else(district, token, client, django_assert_max_num_queries):
    mine = at_building(district, address="三楼走廊")
    make_case(district, place=district.areas["garden"], now=timezone.now(), address="东门外")
    for area, title in (("nanyuan", "周三停水"), ("longdong", "龙洞的事")):
        terms = {"valid_from": date(2026, 1, 1), "actor": None, "now": timezone.now()}
        publish_notice(area=district.areas[area], title=title, text="详见通知", **terms)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(page_of(token))
    page = answer.content.decode()

    assert [case.pk for case in answer.context["others"]] == [mine.pk]
    assert "周三停水" in page
    assert "龙洞的事" not in page
    assert "13800001111" not in page
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_report_lands_at_his_building_in_his_community_once(district, token, client):
    address = page_of(token, "steward_report")
    mark = client.get(address).context["form"].initial["token"]
    facts = {"token": mark, "text": "三楼消防通道堆了纸箱", "place": str(district.areas["building"].key)}
    for _again in range(2):
        assert client.post(address, facts).status_code == 302

    report = Report.objects.get()
    assert (report.channel, report.contact, report.consent) == (Channel.STEWARD, "13800001111", 1)
    assert (report.case.area, report.case.place) == (district.areas["nanyuan"], district.areas["building"])
    assert report.case.holder == district.organisations["nanyuan_committee"]


@pytest.mark.parametrize("change", [{"place": "garden"}, {"text": " "}, {"place": ""}])
def test_a_report_elsewhere_or_without_words_is_not_taken(district, token, client, change):
    place = district.areas[change.get("place") or "building"]
    facts = {"token": "a-token-long-enough", "text": "纸箱", "place": str(place.key)} | change
    if change.get("place") == "garden":
        facts["place"] = str(place.key)
    answer = client.post(page_of(token, "steward_report"), facts)
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_his_word_stands_in_the_case_and_decides_nothing(district, token, client):
    case = at_building(district, State.CHECKING)
    page = client.get(page_of(token)).content.decode()
    assert "已修补" in page

    client.post(page_of(token, "steward_witness", case.number), {"solved": "no", "note": "还在渗水"})

    event = Event.objects.get(case=case, act=Act.WITNESS)
    assert "还在渗水" in event.note
    assert "3号楼" in event.note
    assert "李桂香" not in event.note
    assert Case.objects.get().state is State.CHECKING


def test_his_word_is_asked_only_where_the_unit_answered(district, token, client):
    case = at_building(district, State.IN_PROGRESS)
    client.post(page_of(token, "steward_witness", case.number), {"solved": "yes"})
    elsewhere = make_case(
        district, State.ANSWERED, place=district.areas["garden"], now=timezone.now(), token="other-place"
    )
    assert client.post(page_of(token, "steward_witness", elsewhere.number), {"solved": "yes"}).status_code == 404
    assert not Event.objects.filter(act=Act.WITNESS).exists()


def test_a_link_stops_opening_when_it_is_taken_back_replaced_expired_or_the_post_ends(district, steward, client):
    now, holder = timezone.now(), steward.holder
    first = make_link(holder=holder, actor=None, now=now)
    second = make_link(holder=holder, actor=None, now=now)
    assert [client.get(page_of(each)).status_code for each in (first, second, "x" * 32)] == [404, 200, 404]

    revoke_link(holder=holder, actor=None, now=now)
    assert client.get(page_of(second)).status_code == 404

    third = make_link(holder=holder, actor=None, now=now)
    StewardLink.objects.filter(revoked_at__isnull=True).update(
        made_at=now - timedelta(days=200), expires_at=now - timedelta(days=1)
    )
    assert client.get(page_of(third)).status_code == 404

    fourth = make_link(holder=holder, actor=None, now=now)
    end_posting(posting_id=steward.pk, on=timezone.localdate(now), actor=None, now=now)
    assert client.get(page_of(fourth)).status_code == 404


def test_only_a_digest_of_a_link_is_kept(token):
    link = StewardLink.objects.get()
    assert token.encode() not in bytes(link.token_digest)
    assert len(token) >= 32
