"""Back-up and restore of real installations, each in its own folder and process."""

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from linli.foundation.backup import BackupRefused, Manifest
from linli.foundation.backup.archive import ArchiveWriter, unpack
from linli.foundation.backup.making import PATTERN, default_name, drop_old

STAY = """
import sys
from linli.foundation.models import AuditLine
print(AuditLine.objects.count(), flush=True)
sys.stdin.read()
"""
PARTS = {"database.sqlite3": b"rows", "media/ab/cd/photo.jpg": b"\xff\xd8\xff", "anchors/cases_event.jsonl": b"{}\n"}
FILL = """
from django.utils import timezone
from linli.foundation import audit
from linli.foundation.audit import chained_models
for number in range(30):
    audit.record(actor=None, action="test.act", subject=None, at=timezone.now(), note=f"铜都街道 {number}")
audit.write_anchors(now=timezone.now())
"""
COUNT = """
import json
from linli.foundation import audit
from linli.foundation.models import AuditLine
whole = all(result.is_ok for result in audit.verify_all())
print(json.dumps([whole, AuditLine.objects.count(), AuditLine.objects.order_by("-id").first().note]))
"""


def make_archive(folder: Path, parts: dict[str, bytes] = PARTS) -> Path:
    """Write a back-up file of some parts."""
    target = folder / "backup.tar.gz"
    with ArchiveWriter(target, Manifest(made_at="2024-02-29T08:00:00+00:00", engine="sqlite")) as writer:
        for name, content in parts.items():
            (folder / "part").write_bytes(content)
            writer.add(name, folder / "part")
    return target


def rewritten(source: Path, change) -> Path:
    """Write an archive anew; `change` gets and returns the list of (member, content)."""
    with tarfile.open(source) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]
    target = source.with_name("rewritten.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        for member, content in change(members):
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return target


def named(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def test_what_was_packed_is_unpacked(tmp_path):
    manifest = unpack(make_archive(tmp_path), tmp_path / "out")

    assert {name: (tmp_path / "out" / name).read_bytes() for name in PARTS} == PARTS
    assert manifest.files.keys() == PARTS.keys()


def test_a_backup_is_readable_by_its_owner_only_and_has_its_fingerprint(tmp_path):
    target = make_archive(tmp_path)

    assert target.stat().st_mode & 0o777 == 0o600
    assert len(unpack(target, tmp_path / "out").fingerprint) == 64


def test_only_the_newest_backups_are_kept_and_nothing_else_is_touched(tmp_path):
    names = [f"linli-2024022{day}-030000.tar.gz" for day in range(1, 6)]
    for name in [*names, "linli-before-upgrade.tar.gz", "notes.txt"]:
        (tmp_path / name).touch()

    drop_old(tmp_path, keep=2)

    assert {path.name for path in tmp_path.iterdir()} == {*names[-2:], "linli-before-upgrade.tar.gz", "notes.txt"}
    assert fnmatch(default_name(datetime(2024, 2, 29, 8, tzinfo=UTC)), PATTERN)


def test_a_backup_that_breaks_off_leaves_no_file(tmp_path):
    with (
        pytest.raises(FileNotFoundError),
        ArchiveWriter(tmp_path / "x.tar.gz", Manifest(made_at="", engine="sqlite")) as writer,
    ):
        writer.add("secret", tmp_path / "absent")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda members: [(member, b"others" if member.name.endswith("sqlite3") else raw) for member, raw in members],
        lambda members: members[1:],
        lambda members: [*members[:-1], (named("media/ab/cd/more.jpg"), b"x"), members[-1]],
        lambda members: [members[0], *members],
        lambda members: members[:-1],
        lambda members: [*members[:-1], (members[-1][0], b"{}")],
        lambda members: [*members[:-1], (members[-1][0], b"not json")],
        lambda members: [(named("../outside"), b"x"), *members],
        lambda members: [(named("media/../../outside"), b"x"), *members],
        lambda members: [(named("/etc/outside"), b"x"), *members],
        lambda members: [(named("settings.py"), b"x"), *members],
        lambda members: [(named("media/ab", tarfile.SYMTYPE, "/etc"), b""), *members],
        lambda members: [(named("media/ab", tarfile.DIRTYPE), b""), *members],
    ],
)
def test_a_changed_backup_is_refused(tmp_path, change):
    with pytest.raises(BackupRefused):
        unpack(rewritten(make_archive(tmp_path), change), tmp_path / "in" / "out")

    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "in" / "outside").exists()


def test_every_flipped_byte_and_every_cut_is_found(tmp_path):
    raw = make_archive(tmp_path, PARTS | {"secret": os.urandom(3000)}).read_bytes()
    broken = tmp_path / "broken.tar.gz"
    found = 0
    tries = [raw[:cut] for cut in range(0, len(raw) - 8, 97)]
    tries += [raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :] for place in range(10, len(raw) - 8, 61)]
    for content in tries:
        broken.write_bytes(content)
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        try:
            manifest = unpack(broken, tmp_path / "out")
        except BackupRefused:
            found += 1
        else:
            assert manifest.to_bytes() == unpack(tmp_path / "backup.tar.gz", tmp_path / "again").to_bytes()

    assert found > 0.95 * len(tries)


def test_a_backup_of_a_newer_version_is_refused_with_advice(tmp_path):
    def newer(members):
        content = json.loads(members[-1][1])
        content["format"] = 99
        return [*members[:-1], (members[-1][0], json.dumps(content).encode())]

    with pytest.raises(BackupRefused):
        unpack(rewritten(make_archive(tmp_path), newer), tmp_path / "out")


class Installation:
    """An installation in a folder of its own, on the database engine of this run of the suite."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.name = f"linli_backup_{os.getpid()}_{number}"
        folder.mkdir(parents=True)

    def url(self) -> str:
        if connection.vendor == "sqlite":
            return ""
        made = settings.DATABASES["default"]
        person = quote(made["USER"]) + (f":{quote(made['PASSWORD'])}" if made["PASSWORD"] else "")
        return f"postgres://{person}@{quote(made['HOST'], safe='')}:{made['PORT'] or 5432}/{self.name}"

    def start(self, *command: str) -> subprocess.Popen:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
        told = {
            "LINLI_DATA_DIR": str(self.folder),
            "LINLI_DATABASE_URL": self.url(),
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
            "PATH": f"{server_programs()}{os.environ['PATH']}",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "django", *command],
            env=kept | told,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> str:
        process = self.start(*command)
        out, err = process.communicate(timeout=120)
        if process.returncode:
            raise AssertionError(err)
        return out

    def refusal(self, *command: str) -> str:
        process = self.start(*command)
        _out, err = process.communicate(timeout=120)
        assert process.returncode
        assert "Traceback" not in err
        return err

    def contents(self) -> list:
        return json.loads(self.run("shell", "-v0", "-c", COUNT).splitlines()[-1])


@cache
def server_programs() -> str:
    """Return the folder of the suite's own PostgreSQL programs, to be looked in first; "" without such a server."""
    if connection.vendor == "sqlite":
        return ""
    return administer("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()[0] + os.pathsep


def administer(statement: str) -> Any:
    """Run one statement on the suite's PostgreSQL server, outside any transaction, and return its cursor."""
    import psycopg

    made = settings.DATABASES["default"]
    told = {"host": made["HOST"], "port": made["PORT"], "user": made["USER"], "password": made["PASSWORD"]}
    with psycopg.connect(
        **{key: value for key, value in told.items() if value}, dbname="postgres", autocommit=True
    ) as server:
        return server.execute(statement)


@pytest.fixture(scope="module")
def installations(tmp_path_factory):
    """Three installations; on PostgreSQL each with a database of its own."""
    folder = tmp_path_factory.mktemp("installations")
    made = [Installation(folder / str(number), number) for number in range(3)]
    on_server = connection.vendor == "postgresql"
    for each in made if on_server else ():
        administer(f'CREATE DATABASE "{each.name}"')
    yield made
    for each in made if on_server else ():
        administer(f'DROP DATABASE IF EXISTS "{each.name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def backed_up(installations) -> tuple[Installation, Path, str]:
    """An installation with rows and a photo, its back-up and the fingerprint shown."""
    first = installations[0]
    first.run("migrate", "-v0")
    first.run("shell", "-v0", "-c", FILL)
    photo = first.folder / "media" / "ab" / "cd" / "photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"\xff\xd8\xff photo")
    target = first.folder / "backup.tar.gz"
    shown = first.run("backup", str(target))
    return first, target, re.search(r"[0-9a-f]{64}", shown)[0]


def test_a_restored_installation_holds_what_the_first_one_held(installations, backed_up):
    _first, source, fingerprint = backed_up
    second = installations[1]

    second.run("restore", str(source), "--fingerprint", fingerprint)

    assert second.contents() == [True, 30, "铜都街道 29"]
    assert (second.folder / "media" / "ab" / "cd" / "photo.jpg").read_bytes() == b"\xff\xd8\xff photo"
    assert (second.folder / "secret").read_text() == (backed_up[0].folder / "secret").read_text()
    assert (second.folder / "secret").stat().st_mode & 0o077 == 0
    assert not list(second.folder.glob(".restore-*"))


def test_an_installation_in_use_is_only_replaced_when_told_and_keeps_the_old_state_aside(backed_up):
    first, source, _fingerprint = backed_up
    first.run("shell", "-v0", "-c", FILL)

    assert "--replace" in first.refusal("restore", str(source))
    assert first.contents() == [True, 60, "铜都街道 29"]
    first.run("restore", str(source), "--replace")

    assert first.contents() == [True, 30, "铜都街道 29"]
    aside = next(first.folder.glob("replaced-*"))
    assert (aside / "media" / "ab" / "cd" / "photo.jpg").is_file()
    if connection.vendor == "sqlite":
        with sqlite3.connect(aside / "linli.sqlite3") as old:
            assert old.execute("SELECT count(*) FROM foundation_auditline").fetchone() == (60,)


def test_a_backup_with_the_wrong_fingerprint_of_another_engine_or_version_is_refused(installations, backed_up):
    third, source = installations[2], backed_up[1]

    def other(key, value):
        def change(members):
            content = json.loads(members[-1][1])
            content[key] = value
            return [*members[:-1], (members[-1][0], json.dumps(content).encode())]

        return change

    third.refusal("restore", str(source), "--fingerprint", "0" * 64)
    third.refusal("restore", str(rewritten(source, other("engine", "oracle"))))
    third.refusal("restore", str(rewritten(source, other("migrations", ["foundation.9999_later"]))))
    third.refusal("restore", str(third.folder / "absent.tar.gz"))
    assert not (third.folder / "media").exists()


def test_an_installation_that_is_running_is_not_replaced(backed_up):
    first, source, _fingerprint = backed_up
    other = first.start("shell", "-v0", "-c", STAY)
    try:
        other.stdout.readline()
        before = first.contents()
        first.refusal("restore", str(source), "--replace")
        assert first.contents() == before
    finally:
        other.communicate()


def test_an_installation_without_tables_has_nothing_to_back_up(installations):
    third = installations[2]

    third.refusal("backup", str(third.folder / "x.tar.gz"))
    assert not (third.folder / "x.tar.gz").exists()


def test_a_damaged_database_is_not_backed_up_silently(backed_up, tmp_path):
    first = backed_up[0]
    if connection.vendor == "postgresql":
        return
    broken = Installation(tmp_path / "broken", 9)
    for each in first.folder.glob("linli.sqlite3*"):
        shutil.copy(each, broken.folder / each.name)
    with sqlite3.connect(broken.folder / "linli.sqlite3") as database:
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'foundation_auditline'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    with (broken.folder / "linli.sqlite3").open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(b"\x05" + os.urandom(200))

    broken.refusal("backup", str(broken.folder / "x.tar.gz"))
    assert not list(broken.folder.glob("x.tar.gz*"))
