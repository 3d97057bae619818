"""Steps of the work as tabs: which states each one gathers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.cases.terms import OPEN, STORED, TERMINAL, State


@dataclass(frozen=True)
class Tab:
    """A tab: its code in the address, its label, how many cases wait behind it (as shown)."""

    code: str
    label: str
    count: str = ""


STATES: dict[str, tuple[State, ...]] = {
    "open": OPEN,
    "accept": (State.SUBMITTED, State.VERIFYING),
    "dispatch": (State.FILED,),
    "sign": (State.DISPATCHED,),
    "work": (State.IN_PROGRESS,),
    "check": (State.ANSWERED, State.CHECKING),
    "ended": tuple(state for state in STORED if state in TERMINAL),
    "all": STORED,
}
LABELS = {
    "open": gettext_noop("All open"),
    "accept": gettext_noop("To accept"),
    "dispatch": gettext_noop("To dispatch"),
    "sign": gettext_noop("To sign"),
    "work": gettext_noop("In hand"),
    "check": gettext_noop("To check"),
    "ended": gettext_noop("Ended"),
    "all": gettext_noop("All"),
}
QUEUE = ("open", "accept", "dispatch", "sign", "work", "check")


def tab_of(code: str | None) -> str:
    """Return a known tab, the open cases for anything else."""
    return code if code in STATES else "open"


def list_tabs(codes: tuple[str, ...] = tuple(STATES), counts: dict[str, str] | None = None) -> list[Tab]:
    """Return tabs in the language of the page."""
    return [Tab(code, _(LABELS[code]), (counts or {}).get(code, "")) for code in codes]


def add_up(by_state: dict[State, int], limit: int = 200) -> dict[str, str]:
    """Return how many cases each tab of the queue gathers; a plus sign says there are more."""
    sums = {code: sum(by_state.get(state, 0) for state in states) for code, states in STATES.items()}
    return {code: f"{limit}+" if total > limit else str(total) for code, total in sums.items()}
