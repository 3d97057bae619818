"""What assessors wrote and photographed is frozen with a result, and is read from there alone."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from PIL import Image

from linli.appraisals import samples, services
from linli.appraisals.models import ScoreLine, SnapshotPart
from linli.appraisals.queries.frozen import differences_when_recomputed, flaws_of, flaws_of_pictures
from linli.appraisals.queries.past import lines_of
from linli.appraisals.queries.scoring import task_of
from linli.appraisals.services import Entry, confirm_round
from linli.appraisals.terms import RoundState
from linli.appraisals.tests.reading import url
from linli.foundation import uploads
from linli.foundation.audit import protect, unprotect

WORDS = "楼道堆物两处"


@pytest.fixture
def shot(settings, tmp_path):
    """The path of a stored photo."""
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    picture.seek(0)
    return uploads.accept_image(picture).path


@pytest.fixture
def frozen(contest, july, shot):
    """July, frozen; beside one line of the first community stand words and a photo."""
    samples.score_all(contest, july)
    assessor = contest.assessors["first_assessor"]
    task = task_of(july, assessor)
    item = next(one for one in task.items if one.code == "2.2")
    line = task.lines[contest.subjects[0].pk, item.id]
    entry = Entry(contest.subjects[0].pk, item.id, Decimal(20), WORDS, shot, ("2026000001",), line.pk)
    person = contest.people["first_assessor"]
    services.score_lines(round_id=july.pk, assessor_id=assessor.pk, entries=[entry], actor=person, now=samples.CLOSE)
    held = samples.lead_to(contest, july, RoundState.ANNOUNCED)
    return confirm_round(round_id=held.pk, actor=contest.people["chief"], now=samples.LATER)


def words_of(snapshot, subject):
    part = SnapshotPart.objects.get(snapshot=snapshot, subject=subject)
    return [said for line in lines_of(part) for said in line.get("said", ()) if said["comment"] == WORDS]


def test_words_and_the_digest_of_a_photo_are_frozen(contest, frozen, shot):
    said = words_of(frozen, contest.subjects[0])

    assert [(one["role"], one["points"], one["cases"], one["file"]) for one in said] == [
        ("team", 2000, ["2026000001"], shot)
    ]
    assert said[0]["digest"] == uploads.digest_of(shot)
    assert len(said[0]["digest"]) == 64
    assert [*flaws_of(frozen), *flaws_of_pictures(frozen), *differences_when_recomputed(frozen)] == []


def test_a_scorecard_says_what_was_frozen_whatever_becomes_of_the_lines(contest, frozen, client):
    line = ScoreLine.objects.get(comment=WORDS)
    unprotect("appraisals_scoreline")
    ScoreLine.objects.filter(pk=line.pk).update(comment="别的话")
    protect("appraisals_scoreline")
    client.force_login(contest.people["worker"])

    page = client.get(url("scorecard", frozen.pk, contest.subjects[0].pk)).content.decode()

    assert WORDS in page
    assert "别的话" not in page
    assert client.get(url("line_photo", line.pk)).status_code == 200
    client.force_login(contest.people["neighbour"])
    assert client.get(url("line_photo", line.pk)).status_code == 404


def test_a_photo_that_was_exchanged_is_found_out(contest, frozen, shot, capsys):
    uploads.stored_file(shot).write_bytes(b"another")

    with pytest.raises(SystemExit):
        call_command("appraisals_verify")

    assert f"{contest.subjects[0]}：" in capsys.readouterr().out
