"""Tags that every page of the house may use: icons, navigation, taste, words of terms, styled form controls."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_vite.core.asset_loader import DjangoViteAssetLoader  # type: ignore[import-untyped]

from linli.people import queries
from linli.web import navigation, notices, scope

register = template.Library()
NEAR = {-1: gettext_noop("yesterday %(time)s"), 0: gettext_noop("today %(time)s"), 1: gettext_noop("tomorrow %(time)s")}
THEMES = ("light", "dark")
SIZES = ("large",)


@lru_cache(maxsize=1)
def _sprite() -> str:
    """Return the address of the built file that holds every icon."""
    return DjangoViteAssetLoader.instance().generate_vite_asset_url("src/icons.txt")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon beside a word; it says nothing by itself, so readers of the screen skip it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(), name)


@register.simple_tag(name="navigation")
def list_navigation(request: HttpRequest) -> list:
    """Return the entries of the navigation."""
    return navigation.list_entries(request)


@register.simple_tag
def page_taste(request: HttpRequest) -> dict[str, str]:
    """Return theme and type size a person chose; "" where the device decides."""
    theme, size = request.COOKIES.get("theme", ""), request.COOKIES.get("size", "")
    return {"theme": theme if theme in THEMES else "", "size": size if size in SIZES else ""}


@register.simple_tag
def first_door(request: HttpRequest) -> navigation.Entry | None:
    """Return where a person's work begins, None for whom no door opens."""
    return next(iter(navigation.list_entries(request)), None)


@register.simple_tag
def security_admins() -> str:
    """Name those who assign duties, with their organisations; "" before there is any."""
    people = queries.list_security_admins(localdate())[:3]
    return "、".join(f"{one} ({one.organisation})" if one.organisation else str(one) for one in people)


@register.simple_tag
def area_scope(request: HttpRequest) -> scope.Scope:
    """Return the area in scope."""
    return scope.get_scope(request)


@register.simple_tag
def standing_notices(request: HttpRequest) -> list[str]:
    """Return the standing warnings of the installation."""
    return notices.list_notices(request)


def _first_url(*views: str) -> str:
    """Return the address of the first of these views that exists."""
    for view in views:
        try:
            return reverse(view)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag
def sign_in_url() -> str:
    """Return where staff sign in."""
    try:
        return resolve_url(settings.LOGIN_URL)
    except NoReverseMatch:
        return ""


@register.simple_tag
def sign_out_url() -> str:
    """Return where a person signs out."""
    return _first_url("people:sign_out", "account_logout")


@register.simple_tag
def person_links(request: HttpRequest) -> list[dict[str, str]]:
    """Return the pages about the person himself."""
    pages = (("people:profile", _("My account")), ("network:mine", _("My responsibilities")))
    return [{"url": url, "label": label} for name, label in pages if (url := _first_url(name))]


@register.simple_tag
def address_with(request: HttpRequest, **changes: Any) -> str:
    """Return the address of this page with some parameters changed; empty ones are left out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def words(label: Any) -> str:
    """Say a term or a message id in the language of the page."""
    return _(str(getattr(label, "label", label))) if label else ""


@register.filter
def moment(at: datetime | None) -> str:
    """Say when something is as people say it: today and the time, a day of this year, or the full date."""
    if at is None:
        return ""
    there, today = localtime(at), localdate()
    days = (there.date() - today).days
    if days in NEAR:
        return _(NEAR[days]) % {"time": f"{there:%H:%M}"}
    return f"{there:%m-%d %H:%M}" if there.year == today.year else f"{there:%Y-%m-%d %H:%M}"


@register.filter
def styled(field: forms.BoundField) -> SafeString:
    """Draw a form control with the kit's class, and tie help and error to it for readers of the screen."""
    widget = field.field.widget
    described = [f"help_{field.html_name}"] if field.help_text else []
    attributes: dict[str, Any] = {"class": f"{_css(widget)} {widget.attrs.get('class', '')}".strip()}
    if field.errors:
        described.append(f"error_{field.html_name}")
        attributes["aria-invalid"] = "true"
        attributes["class"] += " is-invalid"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


def _css(widget: forms.Widget) -> str:
    """Return the kit's class of a control."""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.filter
def drawn(option: forms.boundfield.BoundWidget) -> SafeString:
    """Draw one choice of a group with the kit's class."""
    option.data["attrs"]["class"] = "form-check-input"
    return option.tag()


@register.simple_tag
def widget_kind(field: forms.BoundField) -> str:
    """Return how `_field.html` must lay a control out: check, group or line."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else "line"
