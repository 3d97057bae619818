"""Model fields of the house: terms, moments, encrypted texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from linli.foundation import crypto
from linli.values import Term

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class TermField(models.CharField):
    """
    A term, kept as its code; Python sees the member of the term class.

    Migrations do not remember the term class: adding a word needs no migration.
    """

    # For the type checker, which cannot know the class of the members.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    _pyi_lookup_exact_type: Any

    def __init__(self, term: type[Term] | None = None, *args: Any, **kwargs: Any) -> None:
        """Take the term class; it is absent only inside migrations."""
        self.term = term
        kwargs.setdefault("max_length", 16)
        if term is not None:
            kwargs["choices"] = [(code, gettext_lazy(label)) for code, label in term.choices()]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the words out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        default = kwargs.get("default")
        if isinstance(default, Term):
            kwargs["default"] = default.value
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Return the member for a stored code; an unknown code raises ValueError."""
        return self._member(value)

    def to_python(self, value: Any) -> Any:
        """Return the member, or the value itself if it is no code (validation then refuses it)."""
        try:
            return self._member(value)
        except ValueError:
            return value

    def get_prep_value(self, value: Any) -> Any:
        """Return the bare code."""
        return value.value if isinstance(value, Term) else super().get_prep_value(value)

    def _member(self, value: str | None) -> str | None:
        """Return the member of a code; empty stays empty."""
        return self.term(value) if self.term is not None and value else value


class MomentField(models.Field):
    """
    A moment, kept as whole milliseconds since 1970 in a big integer.

    Python gives and takes aware datetimes; finer parts are cut off. It sorts, compares,
    `Max`es and filters by datetimes like a date-time column, in less than half the room.
    For differences use `milliseconds("column")`.
    """

    description = "moment (milliseconds)"

    def get_internal_type(self) -> str:
        """Store as a big integer."""
        return "BigIntegerField"

    def get_prep_value(self, value: Any) -> Any:
        """Return the milliseconds of an aware datetime."""
        value = super().get_prep_value(value)
        return to_milliseconds(value) if isinstance(value, datetime) else value

    def from_db_value(self, value: int | None, *_: Any) -> datetime | None:
        """Return the stored moment in UTC."""
        return None if value is None else from_milliseconds(value)

    def to_python(self, value: Any) -> datetime | None:
        """Accept datetimes, milliseconds and ISO texts."""
        if isinstance(value, int):
            return from_milliseconds(value)
        if isinstance(value, str):
            return parse_datetime(value)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Write ISO text when objects are serialized."""
        value: Any = self.value_from_object(obj)
        return "" if value is None else value.isoformat()

    def formfield(self, **kwargs: Any) -> Any:
        """Ask for a date and time in forms."""
        return super().formfield(**{"form_class": forms.DateTimeField, **kwargs})


class EncryptedTextField(models.Field):
    """A text that is encrypted in the database; find it by a column with its `keyed_digest`."""

    description = "encrypted text"

    def get_internal_type(self) -> str:
        """Store as bytes."""
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt a text; empty stays empty."""
        value = super().get_prep_value(value)
        return (crypto.encrypt(value) if value else b"") if isinstance(value, str) else value

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """Decrypt the stored bytes."""
        return None if value is None else (crypto.decrypt(bytes(value)) if value else "")

    def value_to_string(self, obj: models.Model) -> str:
        """Write the encrypted form, as hexadecimal, when objects are serialized."""
        sealed = self.get_prep_value(self.value_from_object(obj))
        return "" if sealed is None else bytes(sealed).hex()

    def formfield(self, **kwargs: Any) -> Any:
        """Ask for a text in forms."""
        return super().formfield(**{"form_class": forms.CharField, **kwargs})


def to_milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970; raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs a time zone: {moment!r}")
    return (moment - EPOCH) // MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the aware moment, in UTC."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(column: str) -> Cast:
    """Return a moment column as a plain number, for differences and groups in queries."""
    return Cast(column, models.BigIntegerField())
