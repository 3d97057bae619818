"""What others say about the result: reporters by link or by phone, stewards who looked; and remarks of colleagues."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.cases.models import CallBack, Case, Report
from linli.cases.rules import texts
from linli.cases.services.dossier import Dossier
from linli.cases.services.refusals import TextRefused
from linli.cases.services.wording import carried, checked, note_of
from linli.cases.terms import Act, Solved
from linli.values import Reason, noop

STARS = noop("Give one to five stars.")


@transaction.atomic
def rate(*, report_id: int, now: datetime, stars: int, solved: Solved, comment: str = "") -> CallBack:
    """
    Take a reporter's own rating, once: whether it is solved, one to five stars, words if he likes.

    Raises Report.DoesNotExist, TextRefused, MoveRefused.
    """
    report = Report.objects.get(pk=report_id)
    _check_stars(stars)
    file = Dossier.open(report.case_id, actor=None, now=now, by_reporter=True)
    call_back = CallBack.objects.filter(report=report).first() or CallBack(report=report)
    file.judge(Act.RATE, facts={"rated": call_back.rated_at is not None})
    call_back.stars, call_back.solved, call_back.comment = stars, solved, note_of(comment, "comment")
    call_back.reached, call_back.rated_at = True, file.now
    file.advance(Act.RATE, details={"report": report_id, "stars": stars, "solved": solved})
    file.store()
    call_back.save()
    return call_back


@transaction.atomic
def call_back(
    *,
    report_id: int,
    actor: Any,
    now: datetime,
    reached: bool,
    solved: Solved | None = None,
    stars: int | None = None,
    comment: str = "",
) -> CallBack:
    """Write down a call to a reporter by somebody outside the handling unit; a rating by link stays as it was given."""
    report = Report.objects.get(pk=report_id)
    if stars is not None:
        _check_stars(stars)
    file = Dossier.open(report.case_id, actor=actor, now=now)
    file.judge(Act.CALL_BACK)
    call = CallBack.objects.filter(report=report).first() or CallBack(report=report)
    call.contacted_at, call.by, call.reached = file.now, actor, reached
    if call.rated_at is None and reached:
        call.solved, call.stars, call.comment = solved, stars, note_of(comment, "comment")
    file.advance(Act.CALL_BACK, details={"report": report_id, "reached": reached, "solved": solved, "stars": stars})
    file.store()
    call.save()
    return call


def _check_stars(stars: int) -> None:
    if not 1 <= stars <= 5:
        raise TextRefused("stars", Reason("cases.md#rating", STARS))


@transaction.atomic
def reveal_contact(*, report_id: int, actor: Any, now: datetime) -> str:
    """Return how to reach a reporter, and write down who looked; empty if nothing was left."""
    report = Report.objects.get(pk=report_id)
    file = Dossier.open(report.case_id, actor=actor, now=now)
    file.judge(Act.REVEAL)
    file.advance(Act.REVEAL, details={"report": report_id})
    file.store()
    return report.contact or ""


@transaction.atomic
def comment(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Leave a remark for colleagues; it touches no clock."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    words = note_of(note)
    file.judge(Act.COMMENT, carried=carried(note=words))
    file.advance(Act.COMMENT, note=words)
    return file.store()


@transaction.atomic
def witness(*, case_id: int, now: datetime, solved: Solved, by: str, note: str = "") -> Case:
    """
    Write down what a steward saw on site after the unit answered; it decides nothing, the check and the closing do.

    by: the steward's post and place as shown, never a name. Raises Case.DoesNotExist, TextRefused, MoveRefused.
    """
    file = Dossier.open(case_id, actor=None, now=now, by_reporter=True)
    file.judge(Act.WITNESS, carried=carried(finding=solved))
    said = f"{by}：{gettext(solved.label)}"
    words = f"{said}\n{note_of(note)}" if note.strip() else said
    file.advance(Act.WITNESS, note=words, details={"finding": solved, "by": by})
    return file.store()


@transaction.atomic
def relocate(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    area: Any,
    place: Any = None,
    address: str | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    version: int | None = None,
) -> Case:
    """Correct where a case lies; what was written before stays in the event. The desk follows the area."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    case = file.case
    file.judge(Act.RELOCATE, carried=carried(area=area))
    before = {"area": case.area_id, "address": case.address, "point": [case.longitude, case.latitude]}
    case.area, case.place = area, place
    if address is not None:
        case.address = checked("address", texts.clean_line(address), texts.ADDRESS_MAX)
    if longitude is not None and latitude is not None:
        case.longitude, case.latitude = longitude, latitude
    file.advance(Act.RELOCATE, details=before)
    file.settle_holder()
    return file.store()
