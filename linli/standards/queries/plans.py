"""Plans and their targets: who may see which, and where each person looks at them from."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.foundation.access import in_subtree, within
from linli.organisations.queries import Organisation
from linli.places import queries as places
from linli.standards.models import Plan, Selection, Target

VIEW, DEFINE = "standards.view", "standards.define"


def visible_plans(user: Any, action: str = VIEW) -> QuerySet[Plan]:
    """
    Return the plans on which the user may do the action; deny by default.

    To be looked at is also a plan of an area above the user's own, as its targets bind what lies below.
    """
    rows = Plan.objects.select_related("area", "area__tier")
    reach = Q(pk__in=within(Plan.objects.all(), user, action, units=()).values("pk"))
    if action == VIEW:
        above = {path for grant in user.grants(action) for path in places.lineage(grant.area_path)}
        reach |= Q(area__path__in=above)
    return rows.filter(reach)


def visible_targets(user: Any, action: str = VIEW) -> QuerySet[Target]:
    """Return the targets of the plans on which the user may do the action."""
    return with_names(Target.objects.filter(plan__in=visible_plans(user, action)))


def with_names(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Return targets with what their pages name, in the order of their plan."""
    return targets.select_related("plan__area", "area", "selection", "responsible").order_by("order", "year", "pk")


def visible_selections(user: Any, action: str = VIEW) -> QuerySet[Selection]:
    """Return the named selections of areas in which the user may do the action."""
    return within(Selection.objects.select_related("area"), user, action, units=())


def count_members(selections: Iterable[Selection]) -> dict[int, int]:
    """Return how many members each of these selections has."""
    rows = Selection.objects.filter(pk__in=[one.pk for one in selections])
    return dict(rows.values_list("pk").annotate(count=Count("subjects")))


def looked_at(user: Any, plan: Plan, key: str = "") -> places.Area | None:
    """
    Return the area through which a person looks at a plan; None where nothing of it is his to see.

    key: of an area asked for, that must lie in the plan's and within his reach. Without it the plan's own area, or the
    first below it that is his.
    """
    reach = places.areas_in_scope(user, VIEW).filter(in_subtree("path", plan.area.path))
    if key:
        found = places.get_area(key)
        return reach.filter(pk=found.pk).first() if found else None
    return reach.order_by("path").first()


def looked_at_each(user: Any, plans: Iterable[Plan]) -> dict[int, places.Area]:
    """Return, by plan, the area through which a person looks at it as `looked_at` says; one query for all of them."""
    given = list(plans)
    tops = {plan.area.path for plan in given} | {grant.area_path for grant in user.grants(VIEW)}
    known = {area.path: area for area in places.areas_in_scope(user, VIEW).filter(path__in=tops)}
    found: dict[int, places.Area] = {}
    for plan in given:
        here = min((path for path in known if path.startswith(plan.area.path)), default="")
        area = known[here] if here else looked_at(user, plan)
        if area is not None:
            found[plan.pk] = area
    return found


def around(plan: Plan, area: places.Area) -> tuple[list[places.Area], list[places.Area]]:
    """Return the areas of a plan above one of its areas, the highest first, and those directly below it; one query."""
    above = [path for path in places.lineage(area.path)[:-1] if path.startswith(plan.area.path)]
    children = places.list_children(area)
    rows = places.Area.objects.filter(Q(path__in=above) | Q(pk__in=children.order_by().values("pk")))
    found = {row.path: row for row in rows.select_related("tier").order_by("code", "path")}
    return [found.pop(path) for path in above if path in found], list(found.values())


def may_define(user: Any, plan: Plan) -> bool:
    """Return whether the user may change a plan, without a query."""
    return may_on(user, DEFINE, plan.area.path)


def may_on(user: Any, action: str, path: str) -> bool:
    """Return whether the user may do an action on all of an area, without a query."""
    return any(grant.whole_area and path.startswith(grant.area_path) for grant in user.grants(action))


def targets_answered_by(unit: Organisation) -> QuerySet[Target]:
    """Return the targets of active plans that an organisation answers for, the newest year first."""
    rows = Target.objects.filter(responsible=unit, plan__is_active=True)
    return rows.select_related("plan__area", "area", "selection", "responsible").order_by(
        "-year", "plan", "order", "pk"
    )


def answering_units(user: Any) -> QuerySet[Organisation]:
    """Return the organisations that answer for a target the user may see."""
    targets = Target.objects.filter(plan__in=visible_plans(user), plan__is_active=True, responsible__isnull=False)
    return Organisation.objects.filter(pk__in=targets.values("responsible")).select_related("area").order_by("path")
