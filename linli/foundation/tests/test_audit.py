"""The chain of evidence: born whole, and every attack is named by its first bad row."""

import hashlib
import json
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.foundation import audit
from linli.foundation.audit import anchors
from linli.foundation.audit.chain import seal, start_hash
from linli.foundation.models import AuditLine
from linli.foundation.samples import erasable_chains
from linli.foundation.tests.conftest import NOW

TABLE = "foundation_auditline"


def write(count=1, **fields):
    return [
        audit.record(actor=None, action="places.edit", subject=None, at=NOW, note=f"line {number}", **fields)
        for number in range(1, count + 1)
    ]


def tamper(sql, *params):
    """Change the table behind the software's back, as an intruder with all rights could."""
    with erasable_chains(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def forge(from_id):
    """Recompute every hash from a row on, so that the chain is consistent in itself."""
    previous = start_hash(TABLE) if from_id == 1 else bytes(AuditLine.objects.get(pk=from_id - 1).hash)
    for line in AuditLine.objects.filter(pk__gte=from_id).order_by("id"):
        previous = seal(line, previous, row_id=line.pk)
        tamper(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", previous, line.pk)


@pytest.fixture
def ten_lines(db):
    write(10)
    audit.write_anchors(now=NOW)


def test_lines_are_numbered_without_gaps_and_verify(ten_lines):
    result = audit.verify(AuditLine)

    assert list(AuditLine.objects.order_by("id").values_list("id", flat=True)) == list(range(1, 11))
    assert result.is_ok
    assert result.checked == 10


def test_the_hash_is_the_published_formula(db):
    line = write(details={"户数": 3})[0]

    content = {
        "action": "places.edit",
        "actor_id": None,
        "at": 1795329000000,
        "details": '{"户数":3}',
        "id": 1,
        "note": "line 1",
        "subject_id": "",
        "subject_kind": "",
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    start = hashlib.sha256(b"linli chain foundation_auditline").digest()
    assert bytes(line.hash) == hashlib.sha256(start + text.encode()).digest()[:24]


def test_a_chain_that_began_with_whole_hashes_goes_on_and_verifies(db):
    for line in write(3):
        previous = start_hash(TABLE) if line.pk == 1 else bytes(AuditLine.objects.get(pk=line.pk - 1).hash)
        tamper(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", seal(line, previous, row_id=line.pk, size=32), line.pk)
    write(2)

    assert audit.verify(AuditLine).is_ok


def test_a_hash_cut_shorter_is_found(ten_lines):
    kept = bytes(AuditLine.objects.get(pk=4).hash)
    tamper(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", kept[:8], 4)

    assert audit.verify(AuditLine).bad_id == 4


def test_a_line_costs_three_statements_at_most(db, django_assert_num_queries):
    with django_assert_num_queries(3 if connection.vendor == "postgresql" else 2):
        write(1)


def test_a_line_says_who_did_what_to_which_thing(officer):
    linjie = officer()

    line = audit.record(actor=linjie, action="people.edit", subject=linjie, at=NOW, details={"on": NOW.date()})

    assert (line.actor_id, line.subject_kind, line.subject_id) == (linjie.pk, "people.account", str(linjie.pk))
    assert json.loads(line.details) == {"on": "2026-11-22"}


def test_many_lines_at_once_make_the_same_chain_as_one_by_one(db):
    write(3)
    one_by_one = list(AuditLine.objects.order_by("id").values_list("hash", flat=True))
    tamper(f"DELETE FROM {TABLE}")

    audit.append_many([AuditLine(at=NOW, action="places.edit", note=f"line {number}") for number in (1, 2, 3)])

    assert [bytes(row) for row in AuditLine.objects.order_by("id").values_list("hash", flat=True)] == [
        bytes(row) for row in one_by_one
    ]
    audit.append_many([])
    assert audit.verify(AuditLine).is_ok


@pytest.mark.parametrize(
    ("column", "value"),
    [("note", "'forged'"), ("actor_id", "7"), ("at", "1"), ("details", "'{}'"), ("action", "'people.edit'")],
)
def test_an_edited_row_is_named(ten_lines, column, value):
    tamper(f"UPDATE {TABLE} SET {column} = {value} WHERE id = 4")

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.checked, result.reason.rule) == (4, 3, "audit.altered")


def test_a_deleted_row_is_named(ten_lines):
    tamper(f"DELETE FROM {TABLE} WHERE id = 6")

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.reason.rule) == (6, "audit.missing")
    assert "row 7" in result.reason.render()


def test_a_deleted_row_whose_followers_were_moved_up_is_named(ten_lines):
    tamper(f"DELETE FROM {TABLE} WHERE id = 6")
    for row_id in range(7, 11):
        tamper(f"UPDATE {TABLE} SET id = %s WHERE id = %s", row_id - 1, row_id)

    assert audit.verify(AuditLine).bad_id == 6


def test_two_swapped_rows_are_named(ten_lines):
    for source, target in ((3, 99), (8, 3), (99, 8)):
        tamper(f"UPDATE {TABLE} SET id = %s WHERE id = %s", target, source)

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.reason.rule) == (3, "audit.altered")


def test_an_inserted_row_is_named(ten_lines):
    AuditLine.objects.bulk_create([AuditLine(pk=11, at=NOW, action="x", hash=b"\0" * 32)])

    assert audit.verify(AuditLine).bad_id == 11


def test_a_cut_off_end_is_found_by_the_anchor(ten_lines):
    tamper(f"DELETE FROM {TABLE} WHERE id > 7")

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.checked, result.reason.rule) == (8, 7, "audit.truncated")


def test_an_emptied_table_is_found_by_the_anchor(ten_lines):
    tamper(f"DELETE FROM {TABLE}")

    assert audit.verify(AuditLine).bad_id == 1


def test_a_cut_off_end_that_was_grown_again_is_found_by_the_anchor(ten_lines):
    tamper(f"DELETE FROM {TABLE} WHERE id > 7")
    write(5)

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.reason.rule) == (10, "audit.rewritten")


def test_a_wholly_forged_chain_is_found_by_the_anchor(ten_lines):
    tamper(f"UPDATE {TABLE} SET note = 'forged' WHERE id = 4")
    forge(4)

    result = audit.verify(AuditLine)
    assert (result.bad_id, result.reason.rule) == (10, "audit.rewritten")


def test_a_later_anchor_does_not_excuse_a_forged_chain(ten_lines):
    tamper(f"UPDATE {TABLE} SET note = 'forged' WHERE id = 10")
    forge(10)
    audit.write_anchors(now=NOW)

    assert audit.verify(AuditLine).bad_id == 10


def test_a_damaged_anchor_file_is_reported_with_its_line(ten_lines, anchor_folder):
    path = anchor_folder / f"{TABLE}.jsonl"
    path.write_text(path.read_text() + '\n{"id": "many", "hash": "zz"}')

    result = audit.verify(AuditLine)
    assert not result.is_ok
    assert f"{TABLE}.jsonl" in result.reason.render()


def test_a_line_torn_off_by_a_crash_is_passed_over(ten_lines, anchor_folder):
    path = anchor_folder / f"{TABLE}.jsonl"
    path.write_bytes(path.read_bytes() + b'\n{"id": 10, "ha')
    write(1)
    audit.write_anchors(now=NOW)

    assert audit.verify(AuditLine).is_ok
    assert [anchor.row_id for anchor in anchors.read_anchors(TABLE)] == [10, 11]


def test_a_restore_from_a_backup_must_be_declared_with_a_reason(ten_lines):
    tamper(f"DELETE FROM {TABLE} WHERE id > 7")
    with pytest.raises(ValueError, match="reason"):
        audit.mark_restored(reason="  ", now=NOW)
    assert not audit.verify(AuditLine).is_ok

    audit.mark_restored(reason="disk failed, backup of the night", now=NOW)
    write(5)

    assert audit.verify(AuditLine).is_ok
    tamper(f"UPDATE {TABLE} SET note = 'forged' WHERE id = 7")
    forge(7)
    assert audit.verify(AuditLine).bad_id == 7


def test_the_anchor_is_written_only_when_the_head_moved(ten_lines, anchor_folder):
    before = (anchor_folder / f"{TABLE}.jsonl").read_bytes()

    audit.write_anchors(now=NOW)

    assert (anchor_folder / f"{TABLE}.jsonl").read_bytes() == before


def test_a_commit_writes_an_anchor_at_most_once_a_second(db, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(anchors, "_written", {})
    with django_capture_on_commit_callbacks(execute=True):
        write(3)

    assert [anchor.row_id for anchor in anchors.read_anchors(TABLE)] == [1]


def test_what_was_rolled_back_leaves_neither_row_nor_gap(db):
    write(2)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)

    assert list(AuditLine.objects.order_by("id").values_list("id", flat=True)) == [1, 2, 3]
    assert audit.verify(AuditLine).is_ok


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET note = 'x' WHERE id = 2", f"DELETE FROM {TABLE} WHERE id = 2"])
def test_the_database_itself_refuses_to_change_a_row(ten_lines, sql):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(sql)

    assert audit.verify(AuditLine).is_ok


def test_postgresql_refuses_to_empty_the_table(ten_lines):
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {TABLE}")
    else:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {TABLE}")

    assert AuditLine.objects.count() == 10


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=texts, details=st.dictionaries(texts, st.none() | st.integers() | texts, max_size=3))
def test_whatever_is_written_verifies_after_the_trip_through_the_database(db, note, details):
    audit.record(actor=None, action="x", subject=None, at=NOW, note=note, details=details)

    assert audit.verify(AuditLine).is_ok


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    failures = []

    def work():
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(1)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    result = audit.verify(AuditLine)
    assert result.is_ok
    assert result.checked == 60
