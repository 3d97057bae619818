"""Rows become drafts: times to the second, states, texts, kinds, channels, and reasons for what cannot be taken."""

from datetime import UTC, datetime

import pytest

from linli.cases.importing.cells import RowRefused, point
from linli.cases.importing.profile import parse_profile
from linli.cases.importing.rows import read_row

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PROFILE = """
[source]
name = "oldtown"
time_zone = "{zone}"
offsets = "{offsets}"
time_formats = ["%m/%d/%Y %I:%M:%S %p"]
[columns]
id = "No"
reported_at = "In"
ended_at = ["Out", "Changed"]
state = "State"
closure = "Why"
category = ["Kind", "Sub"]
channel = "Via"
longitude = "X"
latitude = "Y"
area_name = {{ column = "Title", pattern = "^(.+?区)" }}
reply = "Reply"
[text]
template = "{{Title}}\\n{{Body}}"
summary = "{{Title}}"
[states.map]
"open" = "submitted"
"done" = "closed"
"no" = "declined"
[closures]
text = "Closed there"
[closures.map]
"dup" = {{ state = "void", text = "A duplicate" }}
[categories]
default = "1603"
[categories.map]
"Lamp" = "0103"
"Lamp / Private" = "0701"
[categories.words]
"0101" = ["井盖"]
[channels.map]
"Phone" = "phone"
[place]
code = "530113001001"
"""
ROW = {"No": "7", "In": "2024-03-01 09:30:15", "Title": "老城区路灯", "Body": "不亮", "State": "open"}


def read(row=None, *, zone="Asia/Shanghai", offsets="trust", **cells):
    profile = parse_profile(PROFILE.format(zone=zone, offsets=offsets).encode())
    return read_row({**ROW, **(row or {}), **cells}, profile=profile, now=NOW)


def refusal(**cells) -> str:
    with pytest.raises(RowRefused) as caught:
        read(**cells)
    return caught.value.reason.render()


@pytest.mark.parametrize(
    ("written", "hour", "minute", "second"),
    [
        ("2024-03-01 09:30:15", 1, 30, 15),
        ("2024-03-01T09:30:15", 1, 30, 15),
        ("2024/3/1 9:30", 1, 30, 0),
        ("2024年3月1日 9:30", 1, 30, 0),
        ("2024年3月1日9时30分15秒", 1, 30, 15),
        ("2024.3.1 09:30:15.250", 1, 30, 15),
        ("2024-03-01T01:30:15Z", 1, 30, 15),
        ("2024-03-01 02:30:15+01:00", 1, 30, 15),
        ("03/01/2024 09:30:15 AM", 1, 30, 15),
    ],
)
def test_times_are_read_as_they_are_written(written, hour, minute, second):
    found = read(In=written).reported_at

    assert (found.hour, found.minute, found.second) == (hour, minute, second)
    assert found.date().isoformat() == "2024-03-01"


def test_an_offset_that_lies_is_ignored_where_the_profile_says_so():
    found = read(In="2012-07-01 15:00:00+00:00", zone="America/Los_Angeles", offsets="ignore")

    assert found.reported_at == datetime(2012, 7, 1, 22, 0, tzinfo=UTC)


def test_winter_time_has_its_own_offset():
    found = read(In="2012-12-01 15:00:00+00:00", zone="America/Los_Angeles", offsets="ignore")

    assert found.reported_at == datetime(2012, 12, 1, 23, 0, tzinfo=UTC)


def test_a_day_alone_is_its_first_minute():
    assert read(In="2024-03-01").reported_at == datetime(2024, 2, 29, 16, 0, tzinfo=UTC)


def test_text_and_summary_follow_the_template():
    draft = read()

    assert draft.text == "老城区路灯\n不亮"
    assert draft.summary == "老城区路灯"
    assert draft.area_name == "老城区"


@pytest.mark.parametrize(
    ("kind", "sub", "body", "code"),
    [
        ("Lamp", "", "", "0103"),
        ("Lamp", "Private", "", "0701"),
        ("LAMP ", "Street", "", "0103"),
        ("", "", "井盖坏了", "0101"),
        ("Odd", "", "井盖坏了", "0101"),
        ("Odd", "", "", "1603"),
    ],
)
def test_the_most_specific_kind_wins_then_words_then_the_default(kind, sub, body, code):
    assert read(Kind=kind, Sub=sub, Body=body).category == code


def test_a_closed_row_ends_with_its_reply_else_with_its_reason():
    closed = read(State="done", Out="2024-03-02 10:00:00")
    replied = read(State="done", Out="2024-03-02 10:00:00", Reply="已修好")
    duplicate = read(State="done", Out="2024-03-02 10:00:00", Why="DUP")

    assert (closed.state, closed.closing_text) == ("closed", "Closed there")
    assert closed.ended_at == datetime(2024, 3, 2, 2, 0, tzinfo=UTC)
    assert (replied.state, replied.closing_text) == ("closed", "已修好")
    assert (duplicate.state, duplicate.closing_text) == ("void", "A duplicate")


def test_a_second_column_stands_in_for_an_empty_one():
    assert read(State="done", Changed="2024-03-05 10:00:00").ended_at == datetime(2024, 3, 5, 2, 0, tzinfo=UTC)


def test_channels_are_mapped_and_have_a_default():
    assert read(Via="phone").channel == "phone"
    assert read(Via="pigeon").channel == "import"


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"No": " "}, "no number"),
        ({"No": "9" * 61}, "longer than 60"),
        ({"In": ""}, "when it was reported"),
        ({"In": "soon"}, "“soon”"),
        ({"In": "2024-02-30 10:00"}, "“2024-02-30 10:00”"),
        ({"In": "2030-01-01"}, "future"),
        ({"Title": "", "Body": ""}, "no text"),
        ({"State": "lost"}, "“lost”"),
        ({"State": "done"}, "when it ended"),
        ({"State": "open", "Out": "2024-03-02"}, "open"),
        ({"State": "done", "Out": "2024-02-01"}, "before it was reported"),
        ({"X": "103.1"}, "Only one"),
        ({"X": "103.1", "Y": "north"}, "not a number"),
        ({"X": "26.1", "Y": "103.1"}, "swapped"),
        ({"X": "nan", "Y": "1"}, "not a number"),
    ],
)
def test_what_cannot_be_taken_says_why(cells, part):
    assert part in refusal(**cells)


def test_no_point_is_no_fault():
    assert point("", "") is None
    assert read(X="103.1", Y="26.1").point == (103.1, 26.1)
