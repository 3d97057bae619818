"""What people see of results: the table, the scorecard, the profile, and what is not theirs."""

import json
from datetime import UTC, datetime

import pytest

from linli.appraisals import samples
from linli.appraisals.models import Result, Scheme, Snapshot
from linli.appraisals.services.revising import revise_snapshot
from linli.appraisals.terms import Band, PublicationScope, RoundState
from linli.appraisals.tests.reading import LOST, cells_of, sheets_of, url
from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account
from linli.standards.services import ensure_subjects
from linli.standards.terms import SubjectKind
from linli.values import Span

AUGUST = Span.parse("2026-08")
SEPTEMBER = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)


def text_of(answer):
    return answer.content.decode()


def test_whoever_compares_sees_the_ranks_of_all(contest, snapshot, sign_in, max_queries):
    browser = sign_in("office")

    with max_queries(20):
        answer = browser.get(url("ranking", snapshot.pk))

    assert [row.rank for row in answer.context["rows"]] == [1, 2, 3, 3, 5, 6]
    assert answer.context["sound"] is True
    assert "第6名" in text_of(answer)
    assert "2个并列" in text_of(answer)
    assert "再无区分依据" in text_of(answer)


def test_the_appraised_see_their_own_in_full_and_others_in_bands(contest, snapshot, sign_in):
    answer = sign_in("worker").get(url("ranking", snapshot.pk), {"order": "rank"})

    rows = {str(row.subject): row for row in answer.context["rows"]}
    assert [str(row.subject) for row in answer.context["own"]] == ["南苑社区"]
    assert rows["南苑社区"].rank == 1
    assert {rows[name].rank for name in rows if name != "南苑社区"} == {None}
    assert {rows[name].total for name in rows if name != "南苑社区"} == {None}
    assert rows["示例6社区"].band is Band.YELLOW
    assert "第6名" not in text_of(answer)
    assert list(rows) == [str(subject) for subject in contest.subjects]


def test_their_workbook_says_no_more_than_the_page(snapshot, sign_in):
    answer = sign_in("worker").get(url("ranking_book", snapshot.pk))

    titles, *lines = cells_of(answer)
    assert titles[:4] == ["名次", "对象", "总分", "档次"]
    assert [line[1] for line in lines if line[0] is not None] == ["南苑社区"]
    assert [line[1] for line in lines if line[6]] == ["南苑社区"]
    assert AuditLine.objects.filter(action="appraisals.export").count() == 1


def test_a_scheme_may_show_ranks_to_the_appraised(contest, snapshot, sign_in):
    Scheme.objects.update(publication=PublicationScope.SUBJECTS)

    answer = sign_in("worker").get(url("ranking", snapshot.pk))

    assert [row.rank for row in answer.context["rows"]] == [1, 2, 3, 3, 5, 6]
    assert [row.opens for row in answer.context["rows"]] == [True] + [False] * 5


@pytest.mark.parametrize("page", ["ranking", "ranking_book", "bulletin", "verify", "balance", "balance_book"])
def test_another_subdistrict_finds_nothing(snapshot, sign_in, page):
    assert sign_in("stranger").get(url(page, snapshot.pk)).status_code == 404


def test_pages_of_a_scheme_are_not_found_elsewhere(contest, snapshot, sign_in):
    browser = sign_in("stranger")

    assert browser.get(url("year", contest.scheme.pk, 2026)).status_code == 404
    assert browser.get(url("fairness", contest.scheme.pk)).status_code == 404
    assert browser.get(url("profile", contest.subjects[0].pk)).status_code == 404


def test_nobody_opens_the_scorecard_of_a_neighbour(contest, snapshot, sign_in):
    own, other = contest.subjects[0], contest.subjects[1]
    browser = sign_in("worker")

    assert browser.get(url("scorecard", snapshot.pk, own.pk)).status_code == 200
    for page in ("scorecard", "scorecard_book"):
        assert browser.get(url(page, snapshot.pk, other.pk)).status_code == 404
    assert browser.get(url("profile", other.pk)).status_code == 404


def test_a_scorecard_adds_up_and_shows_what_is_behind_it(contest, snapshot, sign_in, max_queries):
    last = contest.subjects[-1]
    browser = sign_in("office")

    with max_queries(20):
        answer = browser.get(url("scorecard", snapshot.pk, last.pk))

    way = answer.context["way"]
    assert way.start + sum(step.delta for step in way.steps) == way.end == 75_00
    assert [step.delta for step in way.steps] == [-25_00]
    assert "/cases/?state=all&amp;figure=rework&amp;span=2026-07" in text_of(answer)
    assert "距前一名次还差22.00分" in text_of(answer)
    assert "2名评分人的平均分" in text_of(answer)


def test_its_workbook_has_every_line_and_the_total(contest, snapshot, sign_in):
    answer = sign_in("office").get(url("scorecard_book", snapshot.pk, contest.subjects[-1].pk))

    _titles, *lines = cells_of(answer)
    assert lines[-1][2:5] == ["总分", 100, 75]
    assert sum(line[4] for line in lines[:-1]) == 75


def test_own_last_period_stands_first(contest, snapshot, sign_in):
    later = samples.announced_round(contest, [4, 0, 0, 0, 0, 0], span=AUGUST, now=SEPTEMBER)

    answer = sign_in("office").get(url("scorecard_before", later.pk, contest.subjects[0].pk))

    assert answer.context["way"].change == -400
    assert text_of(answer).index("与自身上期相比-4.00分") < text_of(answer).index("第6名")
    assert answer.context["row"].moved == -5


def test_before_it_is_confirmed_the_appraised_see_only_their_own(contest, announced, sign_in):
    own, other = contest.subjects[0], contest.subjects[1]
    browser = sign_in("worker")

    assert browser.get(url("preview", announced.pk)).status_code == 403
    assert browser.get(url("scorecard_before", announced.pk, other.pk)).status_code == 404
    answer = browser.get(url("scorecard_before", announced.pk, own.pk))
    assert "尚非最终结果" in text_of(answer)


def test_the_office_previews_a_computed_round_and_the_appraised_do_not(contest, july, sign_in):
    samples.score_all(contest, july, LOST)
    samples.lead_to(contest, july, RoundState.COMPUTED)
    own = contest.subjects[0]

    assert sign_in("worker").get(url("scorecard_before", july.pk, own.pk)).status_code == 404
    answer = sign_in("office").get(url("preview", july.pk))
    assert [row.rank for row in answer.context["rows"]] == [1, 2, 3, 3, 5, 6]
    assert sign_in("office").get(url("scorecard_before", july.pk, own.pk)).status_code == 200


def test_the_way_to_an_appeal_stands_beside_what_was_lost(contest, sign_in, monkeypatch):
    later = samples.announced_round(contest, [4, 0, 0, 0, 0, 0], span=AUGUST, now=SEPTEMBER)
    monkeypatch.setattr("linli.appraisals.views.scorecard.localdate", lambda: later.appeals_until)

    answer = sign_in("worker").get(url("scorecard_before", later.pk, contest.subjects[0].pk))

    assert text_of(answer).count('data-testid="appeal-') == 1
    after = later.appeals_until.replace(year=2027)
    monkeypatch.setattr("linli.appraisals.views.scorecard.localdate", lambda: after)
    answer = sign_in("worker").get(url("scorecard_before", later.pk, contest.subjects[0].pk))
    assert 'data-testid="appeal-' not in text_of(answer)


def test_a_corrected_result_leaves_the_old_one_visible(contest, snapshot, sign_in):
    item = next(each["id"] for each in _head(snapshot)["items"] if each["code"] == "2.2")
    last = contest.subjects[-1]
    new = revise_snapshot(
        snapshot_id=snapshot.pk,
        corrections={(last.pk, item): 30_00},
        reason="登记错误",
        actor=contest.people["chief"],
        now=samples.LATER,
    )
    browser = sign_in("office")

    old_page, new_page = browser.get(url("ranking", snapshot.pk)), browser.get(url("ranking", new.pk))

    assert "该结果已更正" in text_of(old_page)
    assert "更正原因：登记错误" in text_of(new_page)
    assert next(row.rank for row in new_page.context["rows"] if row.subject == last) == 1
    assert browser.get(url("profile", last.pk)).context["chosen"].newest.snapshot_id == new.pk


def test_a_profile_shows_courses_dimensions_and_what_followed(contest, snapshot, sign_in, max_queries):
    last = contest.subjects[-1]
    browser = sign_in("office")

    with max_queries(20):
        answer = browser.get(url("profile", last.pk))

    assert [course.newest.rank for course in answer.context["courses"]] == [6]
    assert {axis.dimension: axis.share for axis in answer.context["axes"]} == {"环境秩序": 100, "服务居民": 50}
    assert "黄牌" in text_of(answer)
    assert sign_in("worker").get(url("profiles")).context["page"].items == [contest.subjects[0]]


def test_a_person_in_post_is_seen_by_himself_and_whoever_compares(contest, sign_in):
    person = make_account("grid")
    unit = contest.people["worker"].home_unit
    post = appoint(person, "community_worker", organisation=unit, area=contest.areas["nanyuan"], post="网格员")
    subject = ensure_subjects(kind=SubjectKind.POST, appointments=[post])[0]
    contest.people["grid"] = person

    assert sign_in("worker").get(url("profile", subject.pk)).status_code == 404
    assert sign_in("grid").get(url("profile", subject.pk)).status_code == 200
    assert sign_in("office").get(url("profile", subject.pk)).status_code == 200


def test_balance_and_chance_are_for_whoever_compares(contest, snapshot, sign_in, max_queries):
    browser = sign_in("office")
    with max_queries(20):
        answer = browser.get(url("balance", snapshot.pk))
    assert [need.subject for need in answer.context["even"].balance.needs] == [contest.subjects[-1].pk]
    with max_queries(20):
        answer = browser.get(url("fairness", contest.scheme.pk))
    assert answer.context["fair"].periods == ("2026-07",)
    assert "末位" in text_of(answer)
    assert cells_of(browser.get(url("fairness_book", contest.scheme.pk)))[1][:2] == ["2026-07", 500]
    _spread, needs = sheets_of(browser.get(url("balance_book", snapshot.pk))).values()
    lines = needs[1:]
    assert lines[0][:3] == ["服务居民", "示例6社区", 50]
    assert sign_in("worker").get(url("balance", snapshot.pk)).status_code == 403
    assert sign_in("worker").get(url("fairness", contest.scheme.pk)).status_code == 403


def test_help_is_offered_below_what_the_scheme_said_then(contest, sign_in):
    Scheme.objects.update(help_floor_percent=0, help_gap_percent=100)
    contest.scheme.refresh_from_db()
    frozen = samples.confirmed_round(contest, LOST)
    Scheme.objects.update(help_floor_percent=100, help_gap_percent=1)

    even = sign_in("office").get(url("balance", frozen.pk)).context["even"]

    assert (even.policy.floor, even.policy.below_mean, even.balance.needs) == (0, 10_000, ())


def test_filters_narrow_by_name_and_band(snapshot, sign_in):
    browser = sign_in("office")

    assert [str(row.subject) for row in _rows(browser, snapshot, q="石羊")] == ["石羊社区"]
    assert [str(row.subject) for row in _rows(browser, snapshot, band="yellow")] == ["示例6社区"]
    assert [row.rank for row in _rows(browser, snapshot, order="last")] == [6, 5, 3, 3, 2, 1]
    assert "没有符合筛选条件的对象" in text_of(browser.get(url("ranking", snapshot.pk), {"q": "无"}))


def test_whoever_is_not_ranked_stands_last_with_the_reason(contest, july, sign_in):
    samples.score_all(contest, july, LOST)
    samples.lead_to(contest, july, RoundState.COMPUTED)
    found = Result.objects.get(subject=contest.subjects[0])
    found.rank = found.centipoints = None
    reason = {"rule": "appraisals.not_scored", "text": "No assessor has scored it.", "params": {}}
    found.placing = json.dumps(json.loads(found.placing) | {"rank": None, "total": None, "reason": reason})
    found.save()
    browser = sign_in("office")

    for order in ("rank", "last"):
        rows = browser.get(url("preview", july.pk), {"order": order}).context["rows"]
        assert (rows[-1].subject, rows[-1].rank) == (contest.subjects[0], None)
        lines = cells_of(browser.get(url("preview_book", july.pk), {"order": order}))
        assert lines[-1][:2] == [None, "南苑社区"]
        assert lines[-1][6] == "尚无评分人评分。"


def test_visitors_are_led_to_the_sign_in(snapshot, client):
    assert client.get(url("ranking", snapshot.pk)).status_code == 302


def _rows(browser, snapshot, **wanted):
    return browser.get(url("ranking", snapshot.pk), wanted).context["rows"]


def _head(snapshot):
    return json.loads(Snapshot.objects.get(pk=snapshot.pk).head)
