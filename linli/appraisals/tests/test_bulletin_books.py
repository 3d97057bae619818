"""A bulletin is handed out as its page says it: before it is known only to publishers, ranks only to who sees them."""

import pytest

from linli.appraisals.models import HelpPlan, Proposal, Scheme
from linli.appraisals.samples import LATER
from linli.appraisals.services import bulletins as services
from linli.appraisals.services.deciding import confirm_proposal
from linli.appraisals.terms import ConsequenceAction, HelpState, PublicationScope
from linli.appraisals.tests.reading import sheets_of, url
from linli.people.samples import make_account


@pytest.fixture
def told(contest, snapshot):
    """July's result with a prize confirmed and help agreed."""
    for prize in Proposal.objects.filter(action=ConsequenceAction.PRIZE):
        confirm_proposal(proposal_id=prize.pk, actor=contest.people["chief"], now=LATER)
    HelpPlan.objects.update(state=HelpState.AGREED, text="每周一次入户走访")
    return snapshot


def publish(contest, snapshot):
    said = {"introduction": "七月小结", "characters": 100, "actor": contest.people["chief"], "now": LATER}
    return services.publish_result(snapshot_id=snapshot.pk, **said)


@pytest.mark.parametrize("is_known", [False, True])
def test_it_says_what_the_page_says_before_and_after(contest, told, sign_in, is_known):
    if is_known:
        publish(contest, told)
    chief = sign_in("chief")
    page = chief.get(url("bulletin", told.pk))
    content = page.context["content"]

    whole, places, tops, problems, followed, steps = sheets_of(chief.get(url("bulletin_book", told.pk))).values()

    values = {row[0]: row[1] or row[2] for row in whole[1:]}
    assert values.get("说明文字") == ("七月小结" if is_known else None)
    assert (values["参加考核数"], values["参加排名数"]) == (content.judged, content.ranked) == (6, 6)
    assert values["全体平均"] == content.mean / 100
    named = [*content.best, *content.risen, *content.last]
    assert [tuple(row[1:4]) for row in places[1:]] == [(one.name, one.rank, one.total / 100) for one in named]
    assert [row[0] for row in tops[1:]] == [dimension for dimension, _names, _top in content.tops]
    assert problems[1:] == [[one.name, one.subjects, one.lost / 100] for one in content.problems]
    assert [row[2] for row in followed[1:]] == [one.amount_fen / 100 for one in content.followed]
    assert [row[:2] for row in steps[1:]] == [[name, plan.text] for name, plan in content.help]
    assert len(followed) > 1
    assert len(steps) > 1
    assert url("bulletin_book", told.pk) in page.content.decode()


def test_nobody_gets_more_than_the_page_shows(contest, told, sign_in, client):
    Scheme.objects.update(publication=PublicationScope.INTERNAL)
    assert sign_in("worker").get(url("bulletin_book", told.pk)).status_code == 404

    made = publish(contest, told)

    inside = sheets_of(sign_in("worker").get(url("bulletin_book", told.pk)))
    assert list(inside) == ["通报", "分项最佳", "突出问题"]
    assert "示例6社区" not in str(inside)
    assert sign_in("stranger").get(url("bulletin_book", told.pk)).status_code == 404
    client.force_login(make_account("nobody"))
    assert client.get(url("bulletin_book", told.pk)).status_code == 403
    services.withdraw_bulletin(bulletin_id=made.pk, reason="数据有误", actor=contest.people["chief"], now=LATER)
    assert sign_in("worker").get(url("bulletin_book", told.pk)).status_code == 404
