"""Password rules that Django does not bring. Source: design/security.md 5.1, identity."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext


class LengthByDuty:
    """At least 10 characters; 12 for administrators."""

    def __init__(self, staff: int = 10, admin: int = 12) -> None:
        self.staff, self.admin = staff, admin

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is too short for its holder."""
        least = self._least(user)
        if len(password) < least:
            text = ngettext(
                "The password needs at least %(least)d character.",
                "The password needs at least %(least)d characters.",
                least,
            )
            raise ValidationError(text, code="password_too_short", params={"least": least})

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return gettext("At least %(staff)d characters, %(admin)d for administrators.") % {
            "staff": self.staff,
            "admin": self.admin,
        }

    def _least(self, user: Any) -> int:
        """Return the length this person's password needs."""
        return self.admin if getattr(user, "is_admin", False) else self.staff


class NotOneCharacter:
    """A long password of very few different characters is as good as none."""

    def __init__(self, different: int = 5) -> None:
        self.different = different

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password made of too few different characters."""
        if len(set(password)) < self.different:
            raise ValidationError(self.get_help_text(), code="password_monotonous")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return gettext("At least %(different)d different characters.") % {"different": self.different}


class NotOneself:
    """A password in which the user name or the phone number stands is guessed first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that contains its holder's user name or phone number."""
        own = [getattr(user, field, "") or "" for field in ("username", "phone")]
        if any(len(word) >= 4 and word.lower() in password.lower() for word in own):
            raise ValidationError(self.get_help_text(), code="password_names_oneself")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return gettext("Neither the user name nor the phone number in it.")


class ThreeKinds:
    """The profile of classified protection (MLPS) asks for three kinds of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError unless three of lower case, upper case, digits and others occur."""
        kinds = [str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum()]
        if sum(any(kind(letter) for letter in password) for kind in kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return gettext("Three of these: small letters, capital letters, digits, other characters.")
