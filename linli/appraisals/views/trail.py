"""Where pages of schemes and rounds lie, and how the room says no."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.appraisals.models import Round, Scheme
from linli.values import Reason

Crumbs = list[tuple[str, str]]


def trail(*here: str, scheme: Scheme | None = None, round_: Round | None = None) -> Crumbs:
    """Return the crumbs of a page below a scheme or round; here: what the page itself is called."""
    crumbs = [(_("Appraisals"), reverse("appraisals:home"))]
    if scheme is not None:
        crumbs += [
            (_("Schemes"), reverse("appraisals:schemes")),
            (scheme.name, reverse("appraisals:scheme", args=[scheme.pk])),
        ]
    if round_ is not None:
        crumbs += [
            (_("Rounds"), reverse("appraisals:rounds")),
            (f"{round_.scheme.name} {round_.period}", reverse("appraisals:round", args=[round_.pk])),
        ]
    return crumbs + [(label, "") for label in here]


def sentences(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Return reasons as (sentence, rule)."""
    return [(reason.render(_), reason.rule) for reason in reasons]


def need(condition: bool) -> None:
    """Raise Http404 where a page is out of a person's reach."""
    if not condition:
        raise Http404


def quicker(request: HttpRequest, back: str, title: str) -> HttpResponse:
    """Say that somebody else changed it meanwhile, with the way to look again."""
    kept = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "version")]
    context: dict[str, Any] = {"back": back, "title": title, "kept": kept, "crumbs": trail(title)}
    return render(request, "appraisals/changed.html", context, status=409)
