"""The three steps of a report and what is carried between them: the server keeps no words before the end."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_noop

from linli.cases.queries import choices
from linli.foundation import uploads
from linli.places import queries as places
from linli.web.forms import ContactForm, WhatForm, WhereForm

SALT = "web.report.photos"
TITLES = (gettext_noop("What is wrong"), gettext_noop("Where it is"), gettext_noop("How to reach you"))
FIELDS = (("text", "category"), ("longitude", "latitude", "community", "place", "address"), ())
"""What each step hands on in hidden fields; the last one hands nothing on."""
PLACE_TIERS = ("compound", "building")


@dataclass
class Photos:
    """Stored photos of a report that is not sent yet: their paths, signed, so that nobody names a stranger's file."""

    paths: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, signed: str) -> "Photos":
        """Return the photos of a signed text; none if it is empty or forged."""
        try:
            return cls(signing.loads(signed, salt=SALT)) if signed else cls()
        except signing.BadSignature:
            return cls()

    def write(self) -> str:
        """Return the signed text."""
        return signing.dumps(self.paths, salt=SALT) if self.paths else ""


def list_communities() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the communities grouped by subdistrict, as choices."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for area in places.get_tree():
        if area.tier.code == "community":
            if not groups:
                groups.append(("", []))
            groups[-1][1].append((str(area.key), area.short_name))
        else:
            groups.append((area.short_name, []))
    return [(name, members) for name, members in groups if members]


def find_area(key: str) -> Any | None:
    """Return the area in force with that key, or None if there is none or the key is not one."""
    try:
        return places.list_in_force().filter(key=key).first() if key else None
    except ValidationError:
        return None


def list_places(community: str) -> list[tuple[str, str]]:
    """Return compounds and buildings of a community as choices, buildings indented below their compound."""
    area = find_area(community)
    if area is None:
        return []
    found = [each for each in places.get_tree(area, deepest="building") if each.tier.code in PLACE_TIERS]
    return [
        (str(each.key), each.short_name if each.tier.code == "compound" else f"　{each.short_name}") for each in found
    ]


def _categories() -> choices.Choices:
    """Return the kinds of problems by their code."""
    return choices.list_category_choices(timezone.localdate(), key="code")


def form_of(step: int, data: QueryDict | None, files: Any = None, initial: dict | None = None) -> forms.Form:
    """Return the form of a step (0, 1, 2), bound if there is data."""
    if step == 0:
        return WhatForm(data, files, categories=_categories(), initial=initial)
    if step == 1:
        community = (data or initial or {}).get("community", "")
        return WhereForm(data, communities=list_communities(), places=list_places(community), initial=initial)
    return ContactForm(data, initial=initial)


def store_photos(request: HttpRequest, form: forms.Form, kept: Photos) -> None:
    """Store the photos just sent; a refused one becomes an error of the form."""
    for file in form.cleaned_data.get("photos", []):
        try:
            kept.paths.append(uploads.accept_image(file).path)
        except uploads.UploadRefused as refused:
            form.add_error("photos", str(refused))


def carried(data: QueryDict, step: int) -> list[tuple[str, str]]:
    """Return the hidden fields of a step: what all the other steps said so far."""
    return [
        (name, data.get(name, ""))
        for other, names in enumerate(FIELDS)
        if other != step
        for name in names
        if data.get(name)
    ]
