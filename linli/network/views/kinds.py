"""What the network is made of: its tiers and kinds of posts, and the forms that define them."""

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.forms.defining import KindForm, TierForm, shown_kind, shown_tier
from linli.network.models import NetworkTier, PostKind
from linli.network.rules import in_percent
from linli.network.views.reaching import DEFINE, VIEW, crumbs


@requires(VIEW, DEFINE)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show the tiers of the network with their kinds of posts and what they aim at."""
    every = list(queries.list_kinds(every=True))
    tiers = [
        {"tier": tier, "kinds": [kind for kind in every if kind.network_tier_id == tier.pk], "aim": _aim(tier)}
        for tier in queries.list_network_tiers()
    ]
    context = {"tiers": tiers, "crumbs": _crumbs(request, _("Tiers and posts"))}
    return render(request, "network/kinds.html", context)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def kind_new(request: HttpRequest) -> HttpResponse:
    """Begin a kind of post."""
    return _kind(request, None, {"order": 100, "is_active": True, "level": "0"})


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def kind_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a kind of post."""
    found = get_object_or_404(PostKind.objects.select_related("network_tier", "area_tier"), code=code)
    return _kind(request, found, shown_kind(found))


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def tier_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a tier of the network is called and aims at."""
    tier = get_object_or_404(NetworkTier, number=number)
    form = TierForm(request.POST or None, initial=shown_tier(tier))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_tier(tier_id=tier.pk, actor=request.user, now=now(), **form.facts())
            messages.success(request, _("Saved."))
            return redirect("network:kinds")
        except services.NetworkRefused as refused:
            form.add_error(None, str(refused))
    heading = _("Tier %(number)s: %(name)s") % {"number": tier.number, "name": tier}
    context = {"form": form, "heading": heading, "crumbs": _crumbs(request, (_("Tiers and posts"), _home()), heading)}
    return render(request, "network/defining.html", context, status=422 if form.errors else 200)


def _aim(tier: NetworkTier) -> str:
    """Say what a tier aims at, and what it will aim at next."""
    if tier.target_share is not None:
        return _("Own target: %(percent)s %%") % {"percent": in_percent(Fraction(tier.target_share))}
    policy, today = queries.get_policy(), localdate()
    now_, later = policy.target(tier.number, today), policy.next_target(tier.number, today)
    said = []
    if now_ is not None:
        facts = {"percent": in_percent(now_.share), "clause": now_.clause}
        said.append(_("Target: %(percent)s %% (%(clause)s)") % facts)
    if later is not None:
        facts = {"percent": in_percent(later.share), "clause": later.clause, "day": later.valid_from.isoformat()}
        said.append(_("from %(day)s on %(percent)s %% (%(clause)s)") % facts)
    return _(", ").join(said) or _("No target")


def _kind(request: HttpRequest, kind: PostKind | None, start: dict[str, object]) -> HttpResponse:
    """Show the form of a kind of post and save it."""
    form = KindForm(request.POST or None, kind=kind, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            key = kind.pk if kind else None
            services.define_kind(kind_id=key, actor=request.user, now=now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("network:kinds")
        except services.NetworkRefused as refused:
            form.add_error(None, str(refused))
    heading = str(kind) if kind else _("New post")
    context = {"form": form, "heading": heading, "crumbs": _crumbs(request, (_("Tiers and posts"), _home()), heading)}
    return render(request, "network/defining.html", context, status=422 if form.errors else 200)


def _home() -> str:
    return reverse("network:kinds")


def _crumbs(request: HttpRequest, *last: str | tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way here; who only defines cannot open the network itself."""
    way = crumbs(*last)
    return way if request.user.may(VIEW) else way[1:]  # type: ignore[union-attr]
