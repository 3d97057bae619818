"""Somebody in front of a browser: what they do and see, and the check that every page they meet is accessible."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

AXE = Axe()
SHAPE = """Array.from(document.querySelectorAll("main [name], main [role=alert], dialog[open]"),
  (each) => each.getAttribute("name") || each.tagName + each.id).sort().join()"""
"""What a page asks and objects to: by that a page is known again, whatever else it tells."""
_flawless: set[tuple[str, int, str]] = set()
_sessions: dict[tuple[str, str], Any] = {}


@dataclass
class Person:
    """One browser of one person, signed in or not, with the pages met so far. is_critical: looks at them closely."""

    page: Page
    base: str
    is_critical: bool = True
    visited: set[str] = field(default_factory=set)

    def go(self, path: str) -> Page:
        """Open a page of the installation, and look at it closely if it is new."""
        self.page.goto(self.base + path)
        self.meet()
        return self.page

    def click(self, test_id: str) -> None:
        """Press what carries this test id, wait for the page it leads to, and look at it closely if it is new."""
        self.page.get_by_test_id(test_id).first.click()
        self.page.wait_for_load_state()
        self.meet()

    def meet(self) -> None:
        """Look closely at a page that nobody has met: numbers aside, in this width, with these fields and errors."""
        path, size = self.page.url.removeprefix(self.base), self.page.viewport_size
        self.visited.add(path)
        kind = (re.sub(r"\d+", "0", path), size["width"] if size else 0, str(self.page.evaluate(SHAPE)))
        if self.is_critical and kind not in _flawless:
            self.look()
            _flawless.add(kind)

    def look(self) -> None:
        """Fail if axe finds anything wrong with the page as it stands now."""
        if not self.is_critical:
            return
        found = AXE.run(self.page).response["violations"]
        told = [f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]
        assert not told, f"{self.page.url}\n" + "\n".join(told)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as staff; whoever did so before goes on in the same session."""
        kept = _sessions.get((self.base, username))
        if kept:
            self.page.context.add_cookies(kept)
            return
        self.go("/people/sign-in/")
        self.page.locator("#id_username").fill(username)
        self.page.locator("#id_password").fill(password)
        self.click("enter")
        expect(self.page.get_by_test_id("sign-in")).to_have_count(0)
        _sessions[self.base, username] = self.page.context.cookies()

    def act(self, case: str, code: str, **fields: Any) -> None:
        """Open the case, choose the act, fill its form and send it."""
        self.go(f"/cases/{case}/")
        button = self.page.get_by_test_id(f"act-{code}")
        if not button.is_visible():
            self.page.get_by_test_id("more-acts").click()
        button.click()
        self.page.wait_for_load_state()
        self.meet()
        for name, value in fields.items():
            self.fill(name, value)
        self.click("do")
        expect(self.page.get_by_test_id("act-form")).to_have_count(0)

    def fill(self, name: str, value: Any) -> None:
        """Put a value into the field of that name, whatever kind of field it is."""
        control = self.page.locator(f"[name={name}]").first
        kind = control.evaluate("element => element.type || element.tagName.toLowerCase()")
        if kind == "file":
            control.set_input_files(value)
        elif kind == "checkbox":
            control.set_checked(bool(value))
        elif kind == "radio":
            self.page.locator(f"[name={name}][value='{value}']").check()
        elif kind.startswith("select"):
            control.select_option(**({"value": value} if isinstance(value, str) else value))
        else:
            control.fill(str(value))


def arrive(browser: Browser, base: str, size: dict[str, int], *, is_critical: bool = True, **options: Any) -> Person:
    """Return a new person with an empty browser of this size."""
    shape = {"viewport": size, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    context = browser.new_context(**{**shape, **options})
    return Person(context.new_page(), base, is_critical)
