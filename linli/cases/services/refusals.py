"""What a service answers when it does not act; every text is fit to show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from linli.values import Reason, noop

if TYPE_CHECKING:
    from linli.cases.models import Case, Event


class MoveRefused(Exception):
    """The act may not happen; `reasons` holds every rule that says so, `rule` the first one's id."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep the reasons; there is at least one."""
        super().__init__(reasons)
        self.reasons: tuple[Reason, ...] = reasons

    @property
    def rule(self) -> str:
        """Return the id of the first rule."""
        return self.reasons[0].rule

    def __str__(self) -> str:
        """Return all reasons in the language of the page."""
        return " ".join(render(reason) for reason in self.reasons)


class TextRefused(MoveRefused):
    """A text is missing or too long; `field` names it."""

    def __init__(self, field: str, reason: Reason) -> None:
        """Keep the field beside the reason."""
        super().__init__(reason)
        self.field = field


class ConflictError(Exception):
    """Somebody else changed the case meanwhile; `events` is what happened since the page was opened."""

    def __init__(self, case: "Case", events: Sequence["Event"]) -> None:
        """Keep the case as it is now and the events since."""
        super().__init__(case.pk)
        self.case = case
        self.events = list(events)

    def __str__(self) -> str:
        """Return the sentence to show above both versions."""
        return gettext(CHANGED) % {"number": self.case.number}


CHANGED = noop("Case %(number)s was changed meanwhile; look at what happened and decide again.")


def render(reason: Reason) -> str:
    """Return a reason in the language of the page, with the words inside it translated too."""
    params = {key: _translated(said) for key, said in reason.params.items()}
    return Reason(reason.rule, reason.text, params).render(gettext)


def _translated(said: Any) -> Any:
    """Return a word or a list of words in the language of the page, anything else as it is."""
    if isinstance(said, tuple):
        return gettext(", ").join(gettext(word) for word in said)
    return gettext(said) if isinstance(said, str) and said else said
