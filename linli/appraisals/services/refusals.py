"""Refusals of the room: they name every rule that says no."""

from django.utils.translation import gettext

from linli.values import Reason


class AppraisalRefused(Exception):
    """Something is not done; `reasons` names every rule that says so, fit to show."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep the reasons; there is at least one."""
        super().__init__(*reasons)
        self.reasons: tuple[Reason, ...] = reasons

    def __str__(self) -> str:
        """Return all reasons in the language of the page."""
        return " ".join(reason.render(gettext) for reason in self.reasons)


class AppraisalChanged(Exception):
    """Somebody else changed it meanwhile; the page shows both."""
