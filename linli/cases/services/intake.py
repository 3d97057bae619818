"""Taking a report: one transaction, few statements, the same receipt however often it is sent."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from linli.cases.models import Case, Category, Report
from linli.cases.queries import ground, offices, policy
from linli.cases.rules import texts
from linli.cases.rules.table import Carry
from linli.cases.services.dossier import Dossier
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.refusals import MoveRefused, TextRefused
from linli.cases.services.wording import checked
from linli.cases.terms import Act, Channel, EvidenceKind, ReportKind, State
from linli.foundation import counters, crypto, search
from linli.foundation.together import together
from linli.values import Reason, noop

YEAR_ROOM = 10_000_000
SEARCHED = "cases_case"
NOWHERE = noop("No headquarters is set up yet, so no report can be taken.")
TOKEN_REUSED = noop("This form was sent before with another text; open a new form.")
NO_POINT = noop("The place on the map is not on earth.")


@ground.steady()
def take_report(
    *,
    text: str,
    token: str,
    now: datetime,
    channel: Channel = Channel.WEB,
    actor: Any = None,
    kind: ReportKind | None = None,
    category: Category | str | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    address: str = "",
    place: Any = None,
    contact: str = "",
    consent: int | None = None,
    is_sealed: bool = False,
    photos: Sequence[Photo] = (),
) -> Report:
    """
    Turn what a person tells us into a report and a case, and return the report with its receipt.

    token: made by the form or the sender, at least 8 characters; the same token gives the same report, also when both
    arrive at once. category: a Category or its code; an unknown code counts as "don't know". photos: what
    `uploads.accept_image` returned. actor: the officer who writes it down, None for residents.
    Raises TextRefused, and MoveRefused if the token was used for another text.
    """
    said = checked("text", texts.clean_lines(text), texts.TEXT_MAX, needed=True)
    receipt = receipt_for(token)
    _check_point(longitude, latitude)
    written = checked("address", texts.clean_line(address), texts.ADDRESS_MAX)
    known = checked("contact", texts.clean_line(contact), texts.CONTACT_MAX)
    area, spot = _locate(longitude, latitude, place)

    @ground.steady(ground.current())
    def store() -> Report:
        case = _new_case(area, spot, category=category, longitude=longitude, latitude=latitude, now=now)
        case.address = written
        report = Report(
            case=case,
            receipt=receipt,
            channel=channel,
            kind=kind,
            text=said,
            consent=consent,
            is_sealed=is_sealed,
            taken_by=actor,
            reported_at=case.reported_at,
        )
        _seal_contact(report, known)
        return _store(case, report, photos, actor)

    try:
        return together(store)
    except IntegrityError:
        earlier = Report.objects.select_related("case").filter(receipt=receipt).first()
        if earlier is None:
            raise
    if earlier.text != said:
        raise MoveRefused(Reason("intake.token", TOKEN_REUSED))
    return earlier


def receipt_for(token: str) -> str:
    """Return the receipt that belongs to a token; without the installation's secret nobody can guess it."""
    return texts.receipt_of(crypto.keyed_digest(f"receipt {token or secrets.token_hex(16)}"))


def number_for(reported_at: datetime) -> int:
    """Return the next case number of the year: the year and seven digits, without a gap."""
    year = policy.local_day(reported_at).year
    return year * YEAR_ROOM + counters.take(f"cases.{year}")


def _locate(longitude: float | None, latitude: float | None, place: Any) -> tuple[Any, Any]:
    """Return the area and the spot; what cannot be placed waits in the district's pool."""
    area, spot = offices.locate_area(longitude=longitude, latitude=latitude, place=place)
    if area is not None:
        return area, spot
    headquarters = offices.get_headquarters()
    if headquarters is None:
        raise MoveRefused(Reason("cases.md#holder", NOWHERE))
    return headquarters.area, None


def _new_case(area: Any, spot: Any, *, category: Any, now: datetime, **point: float | None) -> Case:
    if isinstance(category, str):
        category = Category.objects.filter(code=category, valid_to__isnull=True).first()
    moment = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return Case(
        state=State.DRAFT, area=area, place=spot, category=category, number=number_for(now), reported_at=moment, **point
    )


def _check_point(longitude: float | None, latitude: float | None) -> None:
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise TextRefused("longitude", Reason("intake.point", NO_POINT))


def _seal_contact(report: Report, contact: str) -> None:
    if contact:
        report.contact = contact
        report.contact_digest = contact_digest(contact)


def contact_digest(contact: str) -> bytes:
    """Return the bytes by which reports of one contact are found."""
    return crypto.keyed_digest(f"contact {texts.contact_key(contact)}")


def _store(case: Case, report: Report, photos: Sequence[Photo], actor: Any) -> Report:
    file = Dossier(case, actor=actor, now=case.reported_at, by_reporter=actor is None)
    file.judge(Act.SUBMIT, may=actor is None or actor.may("cases.report"), carried=frozenset({Carry.TEXT}))
    file.add(report)
    add_photos(file, photos, EvidenceKind.BEFORE, report=report)
    file.advance(Act.SUBMIT)
    file.store()
    search.index(SEARCHED, case.pk, f"{report.text} {case.address}")
    return report
