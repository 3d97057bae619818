"""Filters of standards and acceptances: reasons, points, columns and places in the tree."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from linli.standards.rules.numbers import in_points, written
from linli.values import Reason, noop

register = template.Library()

COLUMNS = {
    "parent": noop("In group"),
    "name": noop("Item"),
    "guidance": noop("How to check"),
    "kind": noop("Kind"),
    "max_centipoints": noop("Full points"),
    "rule_kind": noop("Rule"),
    "rule": noop("Numbers of the rule"),
    "feed": noop("Fed by"),
    "needs_evidence": noop("Evidence is required"),
    "scorer": noop("Scored by"),
    "is_key": noop("Key item"),
    "clause": noop("Clause"),
}
INDENTS = ("", "ps-4", "ps-5", "ps-5")


@register.filter
def said(reason: Reason) -> str:
    """Say a reason in the language of the page."""
    return reason.render(_)


@register.filter
def points(centipoints: int | None) -> str:
    """Write hundredths as points; none as a dash."""
    return "–" if centipoints is None else in_points(centipoints)


@register.filter
def column(name: str) -> str:
    """Say what a column of an item is called."""
    return _(COLUMNS.get(name, name))


@register.filter
def indent(depth: int) -> str:
    """Return the class that moves an item to the right by its place in the tree."""
    return INDENTS[min(depth, len(INDENTS) - 1)]


@register.filter
def number(value: Decimal | int) -> str:
    """Write a number without empty decimals."""
    return written(value)
