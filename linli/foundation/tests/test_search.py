"""Search by character pairs, on whichever database the suite runs."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from linli.foundation import search

TEXTS = {
    "nanyuan": "南苑小区3栋201室门口的路灯坏了 TD2024000123",
    "beiyuan": "北苑小区井盖破损，路面灯光太暗",
    "rare": "𠮷林路𰻝面馆占道，吐尔逊·买买提反映",
    "latin": "Water leak at Building B12，请尽快处理",
}


@pytest.fixture
def notes(db) -> dict[str, ContentType]:
    """Rows of any model with a number as key stand for the searched ones."""
    with connection.cursor() as cursor:
        for statement in search._CREATE[connection.vendor]:
            cursor.execute(statement % {"table": '"test_words"'})
    rows = {name: ContentType.objects.create(app_label=text, model=name) for name, text in TEXTS.items()}
    search.index_many("test", [(row.pk, TEXTS[name]) for name, row in rows.items()])
    return rows


def found(query: str, **options) -> set[str]:
    return set(search.filter(ContentType.objects.all(), "test", query, **options).values_list("model", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("路灯", {"nanyuan"}),
        ("井盖", {"beiyuan"}),
        ("小区", {"nanyuan", "beiyuan"}),
        ("苑", {"nanyuan", "beiyuan"}),
        ("了", {"nanyuan"}),
        ("201", {"nanyuan"}),
        ("3栋201室", {"nanyuan"}),
        ("td2024000123", {"nanyuan"}),
        ("ＴＤ２０２４", {"nanyuan"}),
        ("南苑 路灯", {"nanyuan"}),
        ("北苑 路灯", set()),
        ("𠮷林", {"rare"}),
        ("𰻝", {"rare"}),
        ("吐尔逊·买买提", {"rare"}),
        ("WATER b12", {"latin"}),
        ("没有的词", set()),
    ],
)
def test_a_word_of_any_length_finds_its_rows(notes, query, expected):
    assert found(query) == expected


def test_pairs_apart_from_each_other_are_not_the_word_when_the_text_is_compared(notes):
    search.index("test", notes["latin"].pk, "苑小，南苑，小区")

    assert "latin" in found("南苑小区")
    assert found("南苑小区", fields=("app_label",)) == {"nanyuan"}


@pytest.mark.parametrize("query", ["", "  ", "，。!?", "'", "\x00", "﻿"])
def test_a_query_without_words_filters_nothing(notes, query):
    assert {"nanyuan", "beiyuan"} <= found(query)


@pytest.mark.parametrize(
    "query", ['"', '路灯" OR "井盖', "* NOT 路灯", "a' | 'b", "路灯'::text", "NEAR(路灯 坏了)", "'\\"]
)
def test_the_signs_of_the_query_language_mean_nothing(notes, query):
    assert isinstance(found(query), set)


def test_words_added_later_are_found_too(notes):
    search.index("test", notes["beiyuan"].pk, "补充：垃圾桶也坏了")

    assert found("垃圾桶") == {"beiyuan"}
    assert found("井盖") == {"beiyuan"}


def test_a_forgotten_row_is_found_no_more_and_its_words_are_gone(notes):
    search.forget("test", notes["nanyuan"].pk, TEXTS["nanyuan"])

    assert found("路灯") == set()
    assert found("小区") == {"beiyuan"}


def test_building_anew_drops_the_words_of_earlier_texts(notes):
    search.reindex("test", [(notes["nanyuan"].pk, "已经换了内容")])

    assert found("路灯") == set()
    assert found("内容") == {"nanyuan"}


def test_a_name_that_is_no_identifier_is_refused(db):
    with pytest.raises(ValueError, match="search index"):
        search.index("x; drop table y", 1, "路灯")


@pytest.mark.django_db(transaction=True)
def test_the_migration_makes_and_drops_the_table():
    operation = search.SearchIndex("made_here")

    with connection.schema_editor() as editor:
        operation.database_forwards("foundation", editor, None, None)
    search.index("made_here", 1, "路灯")
    assert "made_here_words" in connection.introspection.table_names()
    with connection.schema_editor() as editor:
        operation.database_backwards("foundation", editor, None, None)

    assert "made_here_words" not in connection.introspection.table_names()
