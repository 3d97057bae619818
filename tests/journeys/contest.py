"""People of the monthly contest at work: whoever leads a round, scores it by keyboard, decides, and waits a week."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from linli.values import Span, SpanKind
from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive
from tests.journeys.planning import today

YES_NO = ("4.1", "4.2")
CONFIRM = """
from datetime import datetime, timedelta
from django.utils.timezone import make_aware
from linli.appraisals.models import Round
from linli.appraisals.services.confirming import confirm_round
from linli.people.models import Account
held = Round.objects.get(pk={round})
over = make_aware(datetime.combine(held.appeals_until, datetime.min.time()) + timedelta(days=1, hours=9))
snapshot = confirm_round(round_id=held.pk, actor=Account.objects.get(username={who!r}), now=over)
print("snapshot", snapshot.pk)
"""
"""The one step that needs time to pass: it is taken by its service, on the morning after the window of appeals."""


@contextmanager
def unlooked(person: Person) -> Iterator[Person]:
    """Let somebody pass pages that others look at closely, here or in other journeys."""
    person.is_critical = False
    yield person
    person.is_critical = True


@dataclass
class Crew:
    """The people of a journey, each before a browser of his own, signed in when first called."""

    installation: Installation
    browser: Browser
    present: dict[str, Person] = field(default_factory=dict)

    def __call__(self, username: str) -> Person:
        """Return somebody who is signed in."""
        if username not in self.present:
            person = arrive(self.browser, self.installation.url, SIZES["desktop"], is_critical=False)
            person.sign_in(username, self.installation.password)
            person.is_critical = True
            self.present[username] = person
        return self.present[username]


def last_month() -> Span:
    """Return the last month that is over in the demo."""
    return Span.of(SpanKind.MONTH, today()).previous()


def number_in(address: str | None) -> int:
    """Return the first number in an address."""
    return int(re.findall(r"\d+", address or "")[0])


def submit(person: Person, form: Locator) -> None:
    """Send a form and wait for the page it leads to."""
    form.locator("button").last.click()
    person.page.wait_for_load_state()


def lead(person: Person, round_: str, to: str) -> None:
    """Lead a round to a state by the form of its workbench."""
    person.go(round_)
    submit(person, person.page.get_by_test_id(f"lead-{to}"))
    expect(person.page.get_by_test_id("refusals")).to_have_count(0)


def score_by_keyboard(person: Person, round_: str, says: Callable[[str, int], str], case: str) -> None:
    """
    Give points down each item and on to the next, by the keys alone; says: item and row -> what is typed.

    case: number of a case that proves what needs proof.
    """
    person.go(f"{round_}score/")
    page = person.page
    items = [text.split()[0] for text in page.locator(".score-places a").all_inner_texts()]
    for item in items:
        expect(page.locator(".score-places a[aria-current]")).to_contain_text(item)
        prove(page.locator("input[name^=cases-]"), case, is_needed=item in ("1.1", "1.5"))
        type_down(page.locator("[data-cell]"), [says(item, row) for row in range(page.locator("[data-cell]").count())])
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page.get_by_test_id("form-errors")).to_have_count(0)
    expect(page.locator(".score-places a", has_text="✓")).to_have_count(len(items))


def prove(fields: Locator, case: str, *, is_needed: bool) -> None:
    """Name a case beside each row where evidence is required."""
    for one in fields.all() if is_needed else ():
        one.fill(case)


def type_down(cells: Locator, said: Sequence[str]) -> None:
    """Type into the first cell and go down with Enter; the last one leads to the button."""
    cells.first.focus()
    page = cells.page
    for one in said:
        page.keyboard.press("ArrowDown") if one == "no" else page.keyboard.type(one)
        page.keyboard.press("Enter")


def file_appeal(person: Person, item: str, *, asked: str, text: str, photo: Path) -> None:
    """Open one's own announced result and appeal against an item with a picture."""
    row = person.page.locator("tr", has=person.page.get_by_text(item, exact=True))
    row.get_by_test_id(re.compile("^appeal-")).click()
    person.page.wait_for_load_state()
    person.look()
    for name, value in (("asked", asked), ("text", text), ("photos", photo)):
        person.fill(name, value)
    submit(person, person.page.get_by_test_id("appeal-form"))


def window_passes(installation: Installation, round_: str, who: str) -> str:
    """Let the window of appeals pass and have a round confirmed; return the address of the result."""
    done = installation.linli("shell", "-v", "0", "-c", CONFIRM.format(round=number_in(round_), who=who))
    assert "snapshot" in done.stdout, done.stderr
    return f"/appraisals/results/{number_in(done.stdout)}/"
