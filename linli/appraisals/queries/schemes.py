"""Schemes within a person's reach, what he may do there, and what stands against using one."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.appraisals.access import ACTIONS
from linli.appraisals.models import Assessor, Scheme, SchemeSubject
from linli.appraisals.queries.frozen import rules_of
from linli.appraisals.rules.validity import SchemeFacts, missing_of, warnings_of
from linli.appraisals.terms import SchemeState
from linli.foundation.access import in_subtree, within
from linli.people.queries import Account, Appointment, Role
from linli.places.queries import lineage
from linli.standards import queries as standards
from linli.standards.terms import ScorerKind, VersionState
from linli.values import Reason, noop

VIEW, DEFINE = "appraisals.view", "appraisals.define"


def visible_schemes(user: Any, action: str = VIEW) -> QuerySet[Scheme]:
    """
    Return the schemes of the areas in which the user may do the action.

    Whoever may only see also sees those of the areas above, as these judge his own; drafts only who defines schemes.
    """
    mine = within(Scheme.objects.all(), user, action, units=())
    if action == VIEW:
        above = {path for grant in user.grants(VIEW) for path in lineage(grant.area_path)}
        defined = within(Scheme.objects.all(), user, DEFINE, units=())
        known = Q(pk__in=mine.values("pk")) | Q(area__path__in=above)
        mine = Scheme.objects.filter(known).filter(~Q(state=SchemeState.DRAFT) | Q(pk__in=defined.values("pk")))
    return mine.select_related("area", "area__tier", "standard", "standard__standard")


def list_schemes(user: Any, *, search: str = "", state: str = "") -> QuerySet[Scheme]:
    """Return the schemes that a person sees, with how many are appraised and how many rounds there are."""
    rows = visible_schemes(user).annotate(
        appraised=Count("memberships", filter=Q(memberships__valid_to__isnull=True), distinct=True),
        rounds_held=Count("rounds", distinct=True),
    )
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(document__icontains=search))
    return rows.filter(state=state) if state else rows


def powers(user: Any, scheme: Scheme) -> frozenset[str]:
    """Return what a person may do with a scheme, without asking the database again."""
    path = scheme.area.path
    return frozenset(
        action
        for action in ACTIONS
        if any(grant.whole_area and path.startswith(grant.area_path) for grant in user.grants(action))
    )


def facts_of_scheme(scheme: Scheme) -> SchemeFacts:
    """Return a scheme as the rules of validity take it."""
    return SchemeFacts(
        document_number=scheme.document,
        filing=scheme.filing,
        span=str(scheme.span_kind),
        publication_scope=str(scheme.publication),
        appeal_days=scheme.appeal_days,
        subject=str(scheme.subject_kind),
        rules=tuple(rules_of(scheme)),
    )


def against_using(scheme: Scheme) -> list[Reason]:
    """Return everything that is missing before a scheme may be used."""
    said = list(missing_of(facts_of_scheme(scheme)))
    if scheme.standard.state != VersionState.PUBLISHED:
        text = noop("The standard “%(name)s” must be published first; then nothing of it changes any more.")
        said.append(Reason("appraisals.scheme.standard", text, {"name": str(scheme.standard)}))
    if not SchemeSubject.objects.filter(scheme=scheme, valid_to__isnull=True).exists():
        said.append(Reason("appraisals.scheme.subjects", noop("Nobody is appraised yet.")))
    said += [
        Reason("appraisals.scheme.assessors", noop("Nobody scores in the role “%(role)s”."), {"role": role})
        for role in roles_without_anybody(scheme)
    ]
    return said


def warnings_about(scheme: Scheme) -> list[Reason]:
    """Return what whoever uses a scheme should have read."""
    return list(warnings_of(facts_of_scheme(scheme)))


def roles_without_anybody(scheme: Scheme) -> list[ScorerKind]:
    """Return the roles that the standard asks for and nobody holds; what the records tell needs nobody."""
    asked = {item.scorer for item in standards.scored_items(scheme.standard)} - {ScorerKind.SYSTEM}
    held = set(Assessor.objects.filter(scheme=scheme, is_active=True).values_list("role", flat=True))
    return [role for role in ScorerKind if role in asked and role not in held]


def members_of(scheme: Scheme) -> QuerySet[SchemeSubject]:
    """Return who is or was appraised by a scheme, in the order of the tree, ready to be named."""
    names = ("area__tier", "unit", "appointment__account", "appointment__role")
    rows = SchemeSubject.objects.filter(scheme=scheme).select_related(*(f"subject__{name}" for name in names))
    return rows.order_by("valid_to", "subject__area__path", "subject_id")


def assessors_of(scheme: Scheme) -> QuerySet[Assessor]:
    """Return who scores or scored for a scheme, by role."""
    return Assessor.objects.filter(scheme=scheme).select_related("account").order_by("-is_active", "role", "pk")


def possible_assessors(scheme: Scheme, day: date) -> QuerySet[Account]:
    """Return the people whose duty on a day is to score in the area of a scheme or above it, by name."""
    roles = [role.pk for role in Role.objects.filter(is_active=True) if "appraisals.score" in role.actions]
    held = Appointment.objects.in_force(day).filter(account=OuterRef("pk"), role_id__in=roles)
    near = Q(area__isnull=True) | Q(area__path__in=lineage(scheme.area.path))
    near |= in_subtree("area__path", scheme.area.path)
    return Account.objects.filter(Exists(held.filter(near)), is_active=True).order_by("name", "pk")
