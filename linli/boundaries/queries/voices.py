"""What residents sent in about a project: for the public page, for its senders, and for those who look at it."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.boundaries.models import Comment, Neighbourhood, Project
from linli.boundaries.models.voices import Sent
from linli.boundaries.queries.consultation import consultation_summary
from linli.boundaries.queries.projects import may_on, visible_projects
from linli.boundaries.rules import consultation as rules
from linli.boundaries.terms import CommentKind, Moderation

KINDS: dict[str, type[Sent]] = {"comments": Comment, "neighbourhoods": Neighbourhood}
"""Word of the address -> what is meant."""
WAITING_FIRST = ("-state", "-id")
"""The codes of the states happen to stand in this order: waiting, shown, hidden."""


def takes_voices(project: Project, today: date) -> bool:
    """Return whether residents may send something in about a project today."""
    return rules.is_open(project.state, project.comments_until, today)


def shown_comments(project: Project) -> QuerySet[Comment]:
    """Return the comments that everybody may read; a page shows their words and replies, never their senders."""
    return Comment.objects.filter(project=project, state=Moderation.SHOWN)


def find_voice(token: str) -> Comment | Neighbourhood | None:
    """Return what was sent in under a private address, None if there is nothing."""
    for model in (Comment, Neighbourhood):
        found = model.objects.select_related("project", "project__area").filter(token=token).first()
        if found is not None:
            return found
    return None


def list_voices(project: Project, of: str, *, state: str = "", sought: str = "") -> QuerySet[Any]:
    """
    Return comments or neighbourhoods of a project. of: a word of KINDS.

    state: a code of Moderation, "objections" for objections without a reply, "" for all; sought: words of the text.
    """
    found = KINDS[of]._default_manager.filter(project=project)
    if state == "objections":
        found = unanswered_objections(project) if of == "comments" else found.none()
    elif state in set(Moderation):
        found = found.filter(state=state)
    return found.filter(Q(text__icontains=sought)) if sought else found


def visible_voices(user: Any, of: str, action: str = "boundaries.view") -> QuerySet[Any]:
    """Return the comments or neighbourhoods of the projects on which the user may do the action."""
    rows = KINDS[of]._default_manager.select_related("project", "project__area", "moderated_by")
    return rows.filter(project__in=visible_projects(user, action).values("pk"))


def unanswered_objections(project: Project) -> QuerySet[Comment]:
    """
    Return the objections that still need a reply before the project may be proposed.

    What is not shown needs none: its sender reads the reason instead.
    """
    waiting = Comment.objects.filter(project=project, kind=CommentKind.OBJECTION, reply="")
    return waiting.exclude(state=Moderation.HIDDEN)


def count_voices(project: Project) -> dict[str, int]:
    """Return how many comments and neighbourhoods there are, and how many of them wait for somebody."""
    waiting = Count("pk", filter=Q(state=Moderation.WAITING))
    objections = Q(kind=CommentKind.OBJECTION)
    open_ones = objections & Q(reply="") & ~Q(state=Moderation.HIDDEN)
    comments = Comment.objects.filter(project=project)
    said = comments.aggregate(
        comments=Count("pk"),
        comments_waiting=waiting,
        objections=Count("pk", filter=objections),
        objections_open=Count("pk", filter=open_ones),
    )
    drawn = Neighbourhood.objects.filter(project=project).aggregate(
        neighbourhoods=Count("pk"),
        neighbourhoods_waiting=waiting,
        neighbourhoods_shown=Count("pk", filter=Q(state=Moderation.SHOWN)),
    )
    return said | drawn


def for_project(project: Project, user: Any) -> dict[str, Any]:
    """Return what the project's page says about the consultation."""
    return {
        "voices": count_voices(project),
        "consulted": consultation_summary(project),
        "may_consult": may_on(project, user, "boundaries.consult"),
    }
