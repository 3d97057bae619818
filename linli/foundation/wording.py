"""What audit lines say, in words of the reader's language: the thing by its name, the details field by field."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.foundation import access
from linli.foundation.models import AuditLine

NOTHING = "–"
LISTED = 20
"""So many things of a list are called by name; of more, only their count is said."""
Entry = tuple[str, list[Any]]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the details: its label, what it is, and what it was; None where nothing was before."""

    label: str
    new: str
    old: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key in the details of a line stands for: label, kind of its values as in `Detail`, choices by code."""

    label: str
    kind: str = ""
    choices: Mapping[Any, Any] | None = None


class Wording:
    """A page of audit lines in words; reads the names once for each kind of thing, however many lines there are."""

    def __init__(self, lines: Iterable[AuditLine], user: Any) -> None:
        """Take the lines and their reader, who learns the names of what his duty to read the log reaches."""
        pointed: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            pointed[line.subject_kind].add(line.subject_id)
            for key, values in entries_of(line):
                kind = meaning_of(line, key).kind
                for value in values:
                    pointed[kind].update(str(each) for each in _listed(value)[:LISTED])
        self._names: dict[Key, str] = {}
        for kind, keys in pointed.items():
            self._names |= _names(kind, keys, user)

    def thing(self, line: AuditLine) -> str:
        """Return kind and name of what was acted upon; its number where the reader may not know the name."""
        name = self._names.get((line.subject_kind, line.subject_id), line.subject_id)
        return f"{word_of(line.subject_kind)} {name}".strip()

    def facts(self, line: AuditLine) -> list[Fact]:
        """Return the details, field by field."""
        found = []
        for key, values in entries_of(line):
            meaning = meaning_of(line, key)
            words = [self._words(value, meaning, line) for value in values]
            found.append(Fact(meaning.label, words[-1], words[0] if len(words) > 1 else None))
        return found

    def _words(self, value: Any, meaning: Meaning, line: AuditLine) -> str:
        """Return a value in words."""
        if isinstance(value, list | dict) and value:
            items = _listed(value)
            named = ", ".join(self._words(each, meaning, line) for each in items[:LISTED])
            more = len(items) - LISTED
            return named if more <= 0 else _("%(named)s and %(more)s more") % {"named": named, "more": more}
        if isinstance(value, bool):
            return pgettext("answer", "yes") if value else pgettext("answer", "no")
        return NOTHING if value in (None, "", [], {}) else self._word(value, meaning, line)

    def _word(self, value: Any, meaning: Meaning, line: AuditLine) -> str:
        """Return one code, key or plain value in words."""
        if (meaning.kind, str(value)) in self._names:
            return self._names[meaning.kind, str(value)]
        if meaning.kind == "field":
            return _label(_field(_model(line.subject_kind), value)) or str(value)
        if meaning.choices and value in meaning.choices:
            return str(meaning.choices[value])
        labels = access.all_records()
        return _(labels[value]) if value in labels else str(value)


def word_of(kind: str) -> str:
    """Return what people call a kind of thing; its code for one that is not in this house."""
    model = _model(kind)
    return kind if model is None else str(model._meta.verbose_name)


def entries_of(line: AuditLine) -> Iterator[Entry]:
    """Yield (key, [old, new]) for what changed and (key, [value]) for the rest of a line's details."""
    details = json.loads(line.details) if line.details else {}
    before, after = details.get("before"), details.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        del details["before"], details["after"]
        for key in sorted(before | after):
            if before.get(key) != after.get(key):
                yield key, [before.get(key), after.get(key)]
    model = _model(line.subject_kind)
    for key, value in details.items():
        is_pair = isinstance(value, list) and len(value) == 2 and _field(model, key) is not None
        yield key, value if is_pair else [value]


def meaning_of(line: AuditLine, key: str) -> Meaning:
    """Return what a key in a line's details means: what its room says, else the subject's field, else what all say."""
    said = access.all_details()
    field = _field(_model(line.subject_kind), key)
    own = said.get(f"{line.action.partition('.')[0]}.{key}")
    if own is None and field is not None:
        kind = field.related_model._meta.label_lower if field.is_relation else ""
        return Meaning(_label(field), kind, dict(field.flatchoices))
    detail = own or said.get(key)
    if detail is None:
        return Meaning(key)
    place, _dot, name = detail.kind.rpartition(".")
    chosen = _field(_model(place), name)
    return Meaning(_(detail.label), detail.kind, dict(chosen.flatchoices) if chosen is not None else None)


def _names(kind: str, keys: set[str], user: Any) -> dict[Key, str]:
    """Return the names of the things of one kind that the reader may know, by every key that points at them."""
    named, model = access.all_named().get(kind), _model(kind)
    if named is None or model is None:
        return {}
    columns = ("pk", *named.keys)
    wanted = Q()
    for column in columns:
        field: Any = model._meta.pk if column == "pk" else model._meta.get_field(column)
        wanted |= Q(**{f"{column}__in": _readable(field, keys)})
    rows = model._default_manager.filter(wanted)
    if named.area:
        rows = access.within(rows, user, "foundation.audit", area=named.area, units=named.units)
    return {(kind, str(getattr(row, column))): str(row) for row in rows for column in columns}


def _readable(field: Any, keys: set[str]) -> list[Any]:
    """Return the keys that a column can hold."""
    found = []
    for key in keys:
        try:
            found.append(field.to_python(key))
        except ValidationError:
            continue
    return found


def _listed(value: Any) -> list[Any]:
    """Return a value as a list; pairs of a dictionary as texts."""
    if isinstance(value, dict):
        return [f"{key}: {each}" for key, each in value.items()]
    return value if isinstance(value, list) else [value]


def _model(kind: str) -> type[models.Model] | None:
    """Return the table of a kind of thing, None for one that is not, or no longer, in this house."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    """Return the column of a table by its name, None if it has none."""
    try:
        return None if model is None else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(field: Any) -> str:
    """Return what people call a column."""
    return str(getattr(field, "verbose_name", ""))
