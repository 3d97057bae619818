"""`linli audit verify` and `linli audit anchor`: what they print and how they end."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from linli.foundation import audit
from linli.foundation.samples import erasable_chains
from linli.foundation.tests.conftest import NOW


def run(*words, **options):
    out = StringIO()
    with override("en"):
        call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def three_lines(db):
    for _ in range(3):
        audit.record(actor=None, action="x", subject=None, at=NOW)


def test_a_whole_chain_is_said_to_be_whole(three_lines):
    assert "foundation_auditline: 3 rows, whole and unchanged." in run("audit_verify")


def test_a_broken_chain_ends_with_status_1_and_names_the_row(three_lines):
    with erasable_chains():
        connection.cursor().execute("UPDATE foundation_auditline SET note = 'forged' WHERE id = 2")

    out = StringIO()
    with pytest.raises(SystemExit) as ended, override("en"):
        call_command("audit_verify", stdout=out)

    assert ended.value.code == 1
    assert "NOT INTACT after 1 good rows" in out.getvalue()
    assert "Row 2 was altered" in out.getvalue()


def test_anchoring_says_how_far_each_chain_is_anchored(three_lines, anchor_folder):
    assert "foundation_auditline: anchored at row 3" in run("audit_anchor")
    assert (anchor_folder / "foundation_auditline.jsonl").exists()


def test_a_restore_is_declared_with_a_reason_only(three_lines):
    with pytest.raises(CommandError):
        run("audit_anchor", restored=" ")
    assert "anchored at row 3" in run("audit_anchor", restored="backup of the night")
