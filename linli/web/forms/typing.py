"""Accepting what people type and paste: full-width digits, spaces, strokes, invisible characters."""

import unicodedata
from typing import Any

from django import forms


def tidy(text: str) -> str:
    """Return the text without invisible and control characters, line ends kept, outer blanks cut."""
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def plain_digits(text: str) -> str:
    """Return the text with full-width letters and digits made plain, without blanks and strokes."""
    plain = unicodedata.normalize("NFKC", tidy(text))
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Pd")


class TidyField(forms.CharField):
    """A text without invisible characters; what a reader sees is what is stored."""

    def to_python(self, value: str | None) -> str:
        """Return the tidied text."""
        return tidy(super().to_python(value) or "")


class CodeField(forms.CharField):
    """A number or code as people paste it."""

    def to_python(self, value: str | None) -> str:
        """Return the code, plain and in capitals."""
        return plain_digits(super().to_python(value) or "").upper()


def set_choices(field: forms.Field, choices: Any) -> None:
    """Give a choice field its choices, which depend on the moment."""
    field.choices = choices  # type: ignore[attr-defined]
