"""Why a service of this room does not do what it is asked."""

from django.utils.translation import gettext

from linli.values import Reason


class StandardRefused(ValueError):
    """A standard, an item or an acceptance cannot be so; `reasons` names every rule that says so, fit to show."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep the reasons; there is at least one."""
        super().__init__(*reasons)
        self.reasons: tuple[Reason, ...] = reasons

    def __str__(self) -> str:
        """Return all reasons in the language of the page."""
        return " ".join(reason.render(gettext) for reason in self.reasons)


def refuse(rule: str, text: str, **params: object) -> StandardRefused:
    """Return a refusal for one reason. text: message id."""
    return StandardRefused(Reason(f"standards.{rule}", text, params))
