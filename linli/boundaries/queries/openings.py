"""What residents are asked about at present."""

from datetime import date

from django.db.models import Q, QuerySet

from linli.boundaries.models import Project
from linli.boundaries.terms import ProjectState


def open_consultations(today: date) -> QuerySet[Project]:
    """Return the projects about which residents may say something today, those that end first on top."""
    in_time = Q(comments_until__isnull=True) | Q(comments_until__gte=today)
    asked = Project.objects.filter(in_time, state=ProjectState.CONSULTATION, chosen__isnull=False)
    return asked.select_related("area").order_by("comments_until", "pk")
