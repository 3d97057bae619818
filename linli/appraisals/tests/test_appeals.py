"""Appeals: who may file what until when, who may decide, and that what is granted counts at once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from linli.appraisals import samples, services
from linli.appraisals.models import Appeal, AppealPhoto, Result, ScoreLine
from linli.appraisals.queries.frozen import differences_when_recomputed, flaws_of
from linli.appraisals.queries.past import lines_of
from linli.appraisals.services import AppraisalRefused
from linli.appraisals.terms import AppealState, LineSource, RoundState
from linli.appraisals.tests.reading import cells_of
from linli.foundation.models import AuditLine
from linli.people.samples import appoint
from linli.standards import queries as standards

NOW = samples.CLOSE + timedelta(days=1)
WHY = "台账齐全，附照片"


def item_called(contest, code):
    return next(item for item in standards.scored_items(contest.scheme.standard) if item.code == code)


def file(contest, round_, *, subject=5, code="2.2", asked=30_00, who="worker", now=NOW, text=WHY, **said):
    return services.file_appeal(
        round_id=round_.pk,
        subject_id=contest.subjects[subject].pk,
        item_id=item_called(contest, code).id,
        asked_centipoints=asked,
        text=text,
        actor=contest.people[who],
        now=now,
        **said,
    )


def decide(contest, appeal, decision=AppealState.GRANTED, *, who="second", text="经复核属实", granted=None):
    return services.decide_appeal(
        appeal_id=appeal.pk,
        decision=decision,
        text=text,
        granted_centipoints=granted,
        actor=contest.people[who],
        now=NOW,
    )


def rules(act):
    with pytest.raises(AppraisalRefused) as caught:
        act()
    return {reason.rule.removeprefix("appraisals.appeal.") for reason in caught.value.reasons}


def photo(colour="green"):
    stream = BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return SimpleUploadedFile("shot.png", stream.getvalue(), "image/png")


def test_nobody_appeals_outside_of_the_window(contest, announced):
    late = samples.LATER
    assert rules(lambda: file(contest, announced, now=late)) == {"over"}
    services.lead_round(
        round_id=announced.pk, to=RoundState.COMPUTED, actor=contest.people["office"], now=NOW, note="漏算"
    )
    assert rules(lambda: file(contest, announced)) == {"not_announced"}
    assert not Appeal.objects.exists()


def test_an_appeal_says_which_points_and_why(contest, announced):
    assert rules(lambda: file(contest, announced, text="错")) == {"text"}
    assert rules(lambda: file(contest, announced, asked=25_00)) == {"asked"}
    assert rules(lambda: file(contest, announced, asked=30_01)) == {"asked"}
    assert rules(lambda: file(contest, announced, subject=0)) == {"full"}
    assert rules(lambda: file(contest, announced, photos=["a"] * 6)) == {"photos"}
    file(contest, announced)
    assert rules(lambda: file(contest, announced)) == {"twice"}
    assert AuditLine.objects.filter(action="appraisals.appeal").count() == 1


def test_another_person_decides(contest, announced):
    appeal = file(contest, announced)

    assert rules(lambda: decide(contest, appeal, who="worker")) == {"own"}
    assert rules(lambda: decide(contest, appeal, who="first_assessor")) == {"scorer"}
    appoint(contest.people["second"], "community_worker", area=contest.subjects[5].area)
    assert rules(lambda: decide(contest, appeal)) == {"belongs"}
    assert rules(lambda: decide(contest, appeal, who="office", text="")) == {"reason"}
    assert rules(lambda: decide(contest, appeal, AppealState.PARTLY, who="office", granted=30_00)) == {"part"}
    assert rules(lambda: decide(contest, appeal, AppealState.WITHDRAWN, who="office")) == {"decision"}
    decide(contest, appeal, who="office")
    assert rules(lambda: decide(contest, appeal, who="chief")) == {"decided"}


def test_what_is_granted_counts_at_once_and_the_others_stay(contest, announced):
    before = {each.subject_id: each.centipoints for each in Result.objects.all()}
    appeal = decide(contest, file(contest, announced))

    last, item = contest.subjects[5].pk, item_called(contest, "2.2").id
    after = {each.subject_id: each.centipoints for each in Result.objects.all()}
    assert after[last] > before[last]
    assert {key: each for key, each in after.items() if key != last} == {
        key: each for key, each in before.items() if key != last
    }
    result = Result.objects.get(subject=last)
    line = next(each for each in lines_of(result) if each["item"] == item)
    assert (line["from"], line["before"], line["points"], result.rank) == ("appeal", 25_00, 30_00, 1)
    assert [one["comment"] for one in line["said"]][-1] == appeal.decision
    assert appeal.line.source is LineSource.APPEAL
    announced.refresh_from_db()
    assert announced.state is RoundState.ANNOUNCED


def test_granted_in_part_rejected_withdrawn_and_appealed_again(contest, announced):
    part = decide(contest, file(contest, announced), AppealState.PARTLY, granted=27_00)
    assert (part.state, part.line.centipoints) == (AppealState.PARTLY, 27_00)
    no = decide(contest, file(contest, announced, subject=4), AppealState.REJECTED)
    assert (no.state, no.line) == (AppealState.REJECTED, None)
    back = file(contest, announced, subject=3)
    services.withdraw_appeal(appeal_id=back.pk, actor=contest.people["worker"], now=NOW)
    assert rules(lambda: services.withdraw_appeal(appeal_id=back.pk, actor=None, now=NOW)) == {"decided"}

    again = decide(contest, file(contest, announced))
    assert again.centipoints == 27_00
    assert again.line.supersedes == part.line
    assert ScoreLine.objects.filter(source=LineSource.APPEAL, superseded_by__isnull=True).count() == 1


def test_a_round_waits_for_its_appeals_and_freezes_what_they_gave(contest, announced):
    appeal = file(contest, announced)
    chief = contest.people["chief"]
    with pytest.raises(AppraisalRefused) as caught:
        services.confirm_round(round_id=announced.pk, actor=chief, now=NOW)
    assert {reason.rule for reason in caught.value.reasons} == {"appraisals.window_open", "appraisals.appeals_open"}

    services.lead_round(round_id=announced.pk, to=RoundState.APPEALS, actor=contest.people["office"], now=samples.LATER)
    decide(contest, appeal)
    snapshot = services.confirm_round(round_id=announced.pk, actor=chief, now=samples.LATER)

    assert snapshot.parts.get(subject=contest.subjects[5]).rank == 1
    assert list(flaws_of(snapshot)) == []
    assert list(differences_when_recomputed(snapshot)) == []


def test_the_appraised_appeal_with_a_photo_and_read_the_answer(client, contest, announced, max_queries):
    item, mine = item_called(contest, "2.2").id, contest.subjects[1]
    worker = contest.people["neighbour"]
    client.force_login(worker)
    address = reverse("appraisals:appeal_new", args=[announced.pk, mine.pk, item])
    announced.__class__.objects.update(appeals_until="2099-01-01")

    assert client.get(address).status_code == 200
    assert client.post(address, {"asked": "30", "text": "错"}).status_code == 422
    filed = client.post(address, {"asked": "30", "text": WHY, "photos": [photo(), photo("red")]})
    appeal = Appeal.objects.get()
    assert filed["Location"] == reverse("appraisals:appeal", args=[appeal.pk])
    assert AppealPhoto.objects.count() == 2
    shot = reverse("appraisals:appeal_photo", args=[appeal.pk, appeal.photos.first().pk])
    assert client.get(shot)["Content-Type"] == "image/jpeg"

    client.force_login(contest.people["second"])
    assert "appeal" in client.get(reverse("appraisals:appeals"), {"state": "filed"}).content.decode()
    page = client.post(reverse("appraisals:appeal_decide", args=[appeal.pk]), {"decision": "partly", "text": "部分"})
    assert page.status_code == 422
    client.post(
        reverse("appraisals:appeal_decide", args=[appeal.pk]),
        {"decision": "partly", "granted": "29.5", "text": "部分属实，予以采信"},
    )
    client.force_login(worker)
    with max_queries(20):
        page = client.get(reverse("appraisals:appeal", args=[appeal.pk]))
    assert "部分属实，予以采信" in page.content.decode()
    assert 'data-testid="lines"' not in page.content.decode()


def test_the_workbook_of_appeals_tells_words_and_points_and_no_names(client, contest, announced):
    decide(contest, file(contest, announced))
    client.force_login(contest.people["office"])

    _titles, row = cells_of(client.get(reverse("appraisals:appeals_book")))

    assert (row[1], row[3:6]) == ("示例6社区", [25, 30, 30])
    assert {WHY, "经复核属实"} <= set(row)
    assert str(contest.people["second"]) not in {str(cell) for cell in row}


def test_others_find_nothing(client, contest, announced):
    item = item_called(contest, "2.2").id
    appeal = file(contest, announced, subject=1, who="neighbour")
    for who in ("worker", "first_assessor"):
        client.force_login(contest.people[who])
        own = reverse("appraisals:appeal_new", args=[announced.pk, contest.subjects[1].pk, item])
        assert client.get(own).status_code in (403, 404)
        assert client.get(reverse("appraisals:appeal", args=[appeal.pk])).status_code in (403, 404)
    client.force_login(contest.people["stranger"])
    for name in ("appeal", "appeal_decide"):
        method = client.get if name == "appeal" else client.post
        assert method(reverse(f"appraisals:{name}", args=[appeal.pk])).status_code == 404
