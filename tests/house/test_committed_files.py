import re

from tests.house.source import committed, name_of

TEXT = (".py", ".md", ".txt", ".in", ".toml", ".json", ".ts", ".css", ".html", ".po", ".service", ".conf", ".sh", "")
# Put together here so that this file does not contain what it forbids.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "npm" + "mirror",
    "tuna" + ".tsinghua",
]
MACHINE = re.compile(r"(?<![\w.)}])/(?:work|farm|root|home/[a-z]+)/")
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b|raise NotImplemented" + "Error")


def lines(suffixes: tuple[str, ...] = TEXT):
    for path in committed():
        if path.suffix in suffixes and path.name != "LICENSE":
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                yield f"{name_of(path)}:{number}", line


def test_no_file_names_the_host_of_a_package_registry():
    assert [where for where, line in lines() if any(host in line for host in REGISTRIES)] == []


def test_locks_hold_no_address_at_all():
    locks = ("requirements/", "frontend/package-lock.json")

    assert [where for where, line in lines() if where.startswith(locks) and "://" in line] == []


def test_no_file_names_a_path_of_one_machine():
    assert [f"{where} {line.strip()[:80]}" for where, line in lines() if MACHINE.search(line)] == []


def test_nothing_is_left_unfinished():
    assert [where for where, line in lines((".py", ".ts", ".html", ".md")) if UNFINISHED.search(line)] == []


def test_no_test_is_skipped_for_good():
    marks = ("@pytest.mark.sk" + "ip(", "@pytest.mark.sk" + "ip\n", "@pytest.mark.xfa" + "il")

    assert [where for where, line in lines((".py",)) if any(mark in line + "\n" for mark in marks)] == []
