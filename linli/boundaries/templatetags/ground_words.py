"""What a page says of the ground it draws."""

from django import template
from django.utils.translation import gettext as _

from linli.boundaries import queries
from linli.boundaries.models import Project

register = template.Library()


@register.simple_tag
def outline_note(project: Project) -> str:
    """Return the sentence that the outlines of a project are derived, "" where they are not."""
    note = queries.base_of(project).outline_note
    return _(note) if note else ""
