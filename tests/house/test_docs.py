import re
from pathlib import Path

import pytest

from linli.config.environment import VARIABLES
from tests.house.source import ROOT, committed, name_of, rooms

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"""picture\(\s*[\w.]+,\s*["']([\w/-]+)["']""")
HEADING = re.compile(r"^#+ (.+)$", re.M)


def pages() -> list[Path]:
    return [path for path in committed() if path.suffix == ".md"]


def anchor(heading: str) -> str:
    """Return what a heading is linked by: small letters, dashes for spaces, no other signs."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def broken(page: Path) -> list[str]:
    found = []
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, part = target.partition("#")
        aim = (page.parent / file).resolve() if file else page
        if not aim.exists():
            found.append(f"{name_of(page)}: {target}")
        elif part and aim.suffix == ".md":
            anchors = {anchor(heading) for heading in HEADING.findall(aim.read_text("utf-8"))}
            found += [] if part in anchors else [f"{name_of(page)}: {target}"]
    return found


def test_every_link_of_the_documentation_leads_somewhere():
    assert [each for page in pages() for each in broken(page)] == []


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_its_page(room):
    assert (ROOT / "docs" / "rooms" / f"{room}.md").exists()


def test_every_picture_of_the_documentation_is_taken_by_the_suite():
    taken = {
        name
        for path in committed()
        if path.suffix == ".py" and "tests" in path.parts
        for name in PICTURE.findall(path.read_text("utf-8"))
    }
    shown = {
        f"{name_of(page)}: {target}"
        for page in pages()
        for target in LINK.findall(page.read_text("utf-8"))
        if target.endswith((".png", ".jpg", ".webp")) and Path(target).stem not in {Path(each).name for each in taken}
    }

    assert shown == set()


def test_the_first_pages_are_there():
    wanted = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/architecture.md"]

    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_every_variable_is_explained_in_the_manual():
    manual = (ROOT / "docs" / "rooms" / "config.md").read_text("utf-8")

    assert [
        name for name, each in VARIABLES.items() if f"| `{name}` |" not in manual or each.meaning not in manual
    ] == []
