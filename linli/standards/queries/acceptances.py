"""Acceptances: who may see which, both sides beside each other, and what a year's come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from linli.foundation.access import in_subtree, within
from linli.people import queries as people
from linli.places import queries as places
from linli.standards.models import Acceptance, Finding, FindingPhoto, StandardItem, Subject, TeamMember
from linli.standards.queries.feeds import feed_values
from linli.standards.queries.items import Item, items_of
from linli.standards.rules.acceptance import Judged, Verdict, judge
from linli.standards.rules.scoring import Scored, score
from linli.standards.terms import AcceptanceState, Outcome, ScorerKind
from linli.values import Span, SpanKind

SHOWN = (
    "version__standard",
    "subject__area__tier",
    "subject__unit",
    "subject__appointment__account",
    "subject__appointment__role",
    "decided_by",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One item of an acceptance with the newest word of both sides and of the records, and all pictures of a side."""

    item: Item
    own: Finding | None
    team: Finding | None
    system: Decimal | None
    own_photos: tuple[FindingPhoto, ...]
    team_photos: tuple[FindingPhoto, ...]

    @property
    def raw(self) -> Decimal | None:
        """Return the value that counts: the records', else the team's."""
        if self.system is not None:
            return self.system
        return None if self.team is None else self.team.value

    @property
    def own_raw(self) -> Decimal | None:
        """Return the value the subject stands by: the records', else its own."""
        if self.system is not None:
            return self.system
        return None if self.own is None else self.own.value

    @property
    def scored(self) -> Scored:
        """Return what the value that counts comes to."""
        return self._score(self.raw)

    @property
    def own_scored(self) -> Scored:
        """Return what the subject's own value comes to."""
        return self._score(self.own_raw)

    def _score(self, raw: Decimal | None) -> Scored:
        return score(self.item.rule_kind, self.item.rule, self.item.max_centipoints, raw)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An acceptance as its pages show it: items with findings, and what they come to."""

    rows: tuple[Row, ...]
    groups: Mapping[int, Item]
    verdict: Verdict
    own: Verdict


def visible_acceptances(user: Any, action: str = "standards.view") -> QuerySet[Acceptance]:
    """Return the acceptances on which the user may do the action; whoever is in a team sees and visits its own."""
    mine = within(Acceptance.objects.all(), user, action, area="subject__area__path", units=("subject__unit__path",))
    if action in ("standards.view", "standards.visit"):
        teams = TeamMember.objects.filter(account=user).values("acceptance")
        mine = Acceptance.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=teams))
    return mine.select_related(*SHOWN)


def list_acceptances(
    user: Any,
    *,
    year: int | None = None,
    state: str = "",
    outcome: str = "",
    standard: int | None = None,
    area: places.Area | None = None,
    is_mine: bool = False,
) -> QuerySet[Acceptance]:
    """Return the acceptances that the user may see and the filters leave. is_mine: those of the user's teams."""
    rows = visible_acceptances(user)
    wanted = {"year": year, "state": state, "outcome": outcome, "version__standard": standard}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if area is not None:
        rows = rows.filter(in_subtree("subject__area__path", area.path))
    return rows.filter(pk__in=TeamMember.objects.filter(account=user).values("acceptance")) if is_mine else rows


def list_years(user: Any) -> list[int]:
    """Return the years in which there are acceptances that the user may see, newest first."""
    return list(visible_acceptances(user).order_by("-year").values_list("year", flat=True).distinct())


def sheet_of(acceptance: Acceptance) -> Sheet:
    """Return an acceptance with all its findings; few statements, whatever its size."""
    items = items_of(acceptance.version_id)
    scored = [item for item in items if item.is_scored]
    newest: dict[tuple[int, str], Finding] = {}
    for finding in acceptance.findings.select_related("by").order_by("pk"):
        newest[finding.item_id, finding.side] = finding
    photos: dict[tuple[int, str], list[FindingPhoto]] = defaultdict(list)
    for photo in FindingPhoto.objects.filter(finding__acceptance=acceptance).select_related("finding").order_by("pk"):
        photos[photo.finding.item_id, photo.finding.side].append(photo)
    system = _system(acceptance, scored, newest)
    rows = tuple(
        Row(
            item,
            newest.get((item.id, ScorerKind.SUBJECT)),
            newest.get((item.id, ScorerKind.TEAM)),
            system.get(item.id),
            tuple(photos[item.id, ScorerKind.SUBJECT]),
            tuple(photos[item.id, ScorerKind.TEAM]),
        )
        for item in scored
    )
    needed = acceptance.version.pass_centipoints
    asked = [judged(item) for item in scored]
    verdict = judge(asked, {row.item.id: row.raw for row in rows}, needed)
    own = judge(asked, {row.item.id: row.own_raw for row in rows}, needed)
    return Sheet(rows, {item.id: item for item in items if not item.is_scored}, verdict, own)


def judged(item: Item) -> Judged:
    """Return an item as judging takes it."""
    return Judged(item.id, item.code, item.kind, item.rule_kind, item.rule, item.max_centipoints)


def _system(
    acceptance: Acceptance, items: Sequence[Item], newest: Mapping[tuple[int, str], Finding]
) -> dict[int, Decimal]:
    """Return what records say of the items they feed: as it was kept at the decision, else as it is now."""
    fed = [item for item in items if item.feed]
    if acceptance.state is AcceptanceState.DECIDED:
        kept = {item.id: newest.get((item.id, ScorerKind.SYSTEM)) for item in fed}
        return {key: finding.value for key, finding in kept.items() if finding and finding.value is not None}
    if not fed:
        return {}
    span = Span.of(SpanKind.YEAR, date(acceptance.year, 1, 1))
    values = feed_values({item.feed for item in fed}, [acceptance.subject], span)
    subject = acceptance.subject_id
    return {item.id: values[item.feed][subject] for item in fed if subject in values.get(item.feed, {})}


def known_finding(token: str) -> Finding | None:
    """Return the finding that was kept under a token."""
    return Finding.objects.select_related("item").filter(token=token).first()


def is_picture_known(path: str) -> bool:
    """Return whether a finding names this stored picture."""
    return FindingPhoto.objects.filter(file=path).exists()


def photo_of(user: Any, pk: int) -> FindingPhoto | None:
    """Return a picture of a finding that the user may see."""
    rows = FindingPhoto.objects.filter(finding__acceptance__in=visible_acceptances(user).values("pk"))
    return rows.filter(pk=pk).first()


def team_of(acceptance: Acceptance) -> list[TeamMember]:
    """Return the team, its head first."""
    return list(acceptance.team.select_related("account").order_by("-is_head", "pk"))


def visitors(on: date) -> QuerySet[Any]:
    """Return the people whose duty lets them visit for an acceptance."""
    roles = [role.pk for role in people.list_roles() if "standards.visit" in role.actions]
    return get_user_model().objects.filter(_held(on, appointments__role__in=roles), is_active=True).distinct()


def of_own_area(subject: Subject, accounts: Iterable[Any], on: date) -> list[Any]:
    """Return those of the accounts who belong to the subject's own area or organisation (001-28: a seconded team)."""
    path = subject.area.path
    near = _held(on) & (
        in_subtree("appointments__area__path", path) | in_subtree("appointments__organisation__area__path", path)
    )
    if subject.unit is not None:
        near |= _held(on) & in_subtree("appointments__organisation__path", subject.unit.path)
    keys = [account.pk for account in accounts]
    return list(get_user_model().objects.filter(near, pk__in=keys).distinct().order_by("pk"))


def acceptance_results(year: int, subjects: Iterable[Subject | int]) -> dict[int, Outcome]:
    """Return the result of the newest decided acceptance of a year, by subject; absent without one."""
    keys = [getattr(subject, "pk", subject) for subject in subjects]
    rows = Acceptance.objects.filter(state=AcceptanceState.DECIDED, year=year, subject__in=keys)
    pairs = rows.order_by("decided_at", "pk").values_list("subject", "outcome")
    return {subject: outcome for subject, outcome in pairs if outcome}


def item_of(acceptance: Acceptance, item_id: int) -> StandardItem | None:
    """Return an item of the version that an acceptance is held against."""
    return StandardItem.objects.filter(version=acceptance.version_id, pk=item_id).first()


def _held(on: date, **more: Any) -> Q:
    """Return the condition that an account holds an appointment on a day."""
    ends = Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    return Q(ends, appointments__valid_from__lte=on, appointments__role__is_active=True, **more)
