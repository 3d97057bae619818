"""
Full-text search in Chinese and mixed text by character pairs, the same on SQLite and PostgreSQL.

A text becomes words: every two neighbouring Chinese characters, the last character of a run by itself,
and every Latin word or number. One index table per searched model, made by the migration operation
`SearchIndex`. A row found has all pairs of the query, not always side by side; `filter(..., fields=...)`
then compares with the stored text. Why pairs and not a segmenter: docs/decisions.
"""

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, models
from django.db.migrations.operations.base import Operation
from django.db.models.expressions import RawSQL

from linli.foundation.paging import Walked

BATCH = 500


def _is_ideograph(char: str) -> bool:
    """Say whether a character is written without spaces between words (Han, kana, bopomofo, hangul)."""
    point = ord(char)
    return 0x2E80 <= point <= 0x9FFF or 0xAC00 <= point <= 0xFAFF or point >= 0x20000


@lru_cache(maxsize=65_536)
def _kind(char: str) -> int:
    """Return 2 for an ideograph, 1 for another letter or digit, 0 for what separates words."""
    if unicodedata.category(char)[0] not in "LNM" and not (_is_ideograph(char) and char > "\u9fff"):
        return 0
    return 2 if _is_ideograph(char) else 1


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into runs (is Chinese, characters); everything else separates."""
    for found, chars in itertools.groupby(unicodedata.normalize("NFKC", text).casefold(), _kind):
        if found:
            yield found == 2, "".join(chars)


def words_of(text: str) -> list[str]:
    """Return the words under which a text is found, each once, in the order of their first use."""
    words: dict[str, None] = {}
    for chinese, run in _runs(text):
        if chinese:
            words.update(dict.fromkeys(map("".join, itertools.pairwise(run))))
            words[run[-1]] = None
        else:
            words[run[:64]] = None
    return list(words)


def _query_words(query: str) -> list[tuple[str, bool]]:
    """Return the words a query asks for, each with whether a beginning is enough."""
    asked: dict[tuple[str, bool], None] = {}
    for chinese, run in _runs(query):
        if chinese and len(run) > 1:
            asked.update(dict.fromkeys((pair, False) for pair in map("".join, itertools.pairwise(run))))
        else:
            asked[(run[:64], True)] = None
    return list(asked)


def _table(name: str) -> str:
    """Return the quoted name of the index table of `name`, such as "cases_case"."""
    if not name.isidentifier():
        raise ValueError(f"not the name of a search index: {name!r}")
    return f'"{name}_words"'


def index(name: str, pk: int, text: str, *, using: str = "default") -> None:
    """Make the row `pk` findable by `text`; words of an earlier text stay until `reindex`."""
    index_many(name, [(pk, text)], using=using)


def index_many(name: str, texts: Iterable[tuple[int, str]], *, using: str = "default") -> None:
    """Make many rows findable; `texts` yields (pk, text) and is read as a stream."""
    connection = connections[using]
    statement = _INSERT[connection.vendor] % {"table": _table(name)}
    rows = iter(texts)
    with connection.cursor() as cursor:
        while batch := list(itertools.islice(rows, BATCH)):
            cursor.executemany(statement, [_row(connection.vendor, pk, text) for pk, text in batch])


def forget(name: str, pk: int, text: str, *, using: str = "default") -> None:
    """Take the row `pk` out of the index; `text` must hold every text it was indexed under."""
    connection = connections[using]
    statement = _DELETE[connection.vendor] % {"table": _table(name)}
    with connection.cursor() as cursor:
        cursor.execute(statement, _row(connection.vendor, pk, text)[: statement.count("%s")])


def reindex(name: str, texts: Iterable[tuple[int, str]], *, using: str = "default") -> None:
    """Build the index anew from `texts`, so that no word of an earlier text is left."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR[connection.vendor] % {"table": _table(name)})
    index_many(name, texts, using=using)
    tidy(name, using=using)


def tidy(name: str, *, using: str = "default") -> None:
    """Merge the index's parts after many writes; quick to search and small afterwards."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {_table(name)}({_table(name)}) VALUES ('optimize')")  # noqa: S608


def filter(
    queryset: models.QuerySet, name: str, query: str, *, fields: Sequence[str] = (), walked: bool = False
) -> models.QuerySet:
    """
    Return the rows of `queryset` that hold every part of `query` (parts are separated by spaces).

    fields: look-ups of the stored text ("summary", "place__name"); when given, each part of more than one
    pair must really stand in one of them, so that pairs that only happen to be in the same text do not count.
    A query without a letter or digit filters nothing. walked: the rows are many and read in an order; see `Walked`.
    """
    asked = _query_words(query)
    if not asked:
        return queryset
    vendor = connections[queryset.db].vendor
    sql = _MATCH[vendor] % {"table": _table(name)}
    hits = RawSQL(sql, [_expression(vendor, asked)])  # noqa: S611
    if walked:
        found = queryset.alias(key_walked=Walked("pk")).filter(key_walked__in=hits)
    else:
        found = queryset.filter(pk__in=hits)
    for part in query.split() if fields else ():
        if len(_query_words(part)) > 1:
            found = found.filter(_stands_in(part, fields))
    return found


def _stands_in(part: str, fields: Sequence[str]) -> models.Q:
    """Return the condition that the part stands in one of the fields; cheaper where letters have no case."""
    lookup = "contains" if part.upper() == part.lower() else "icontains"
    return models.Q(*[(f"{field}__{lookup}", part) for field in fields], _connector=models.Q.OR)


def _row(vendor: str, pk: int, text: str) -> tuple[int, Any]:
    """Return the parameters that store one text."""
    words = words_of(text)
    return (pk, " ".join(words)) if vendor == "sqlite" else (pk, words)


def _expression(vendor: str, asked: list[tuple[str, bool]]) -> str:
    """Return the query in the database's own language; words hold letters and digits only."""
    if vendor == "sqlite":
        return " AND ".join(f'"{word}"*' if open_ended else f'"{word}"' for word, open_ended in asked)
    return " & ".join(f"'{word}':*" if open_ended else f"'{word}'" for word, open_ended in asked)


_CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE %(table)s USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE %(table)s (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ON %(table)s USING gin (words)",
    ),
}
_INSERT = {
    "sqlite": "INSERT INTO %(table)s(rowid, words) VALUES (%%s, %%s)",
    "postgresql": (
        "INSERT INTO %(table)s AS kept (id, words) VALUES (%%s, array_to_tsvector(%%s))"
        " ON CONFLICT (id) DO UPDATE SET words = kept.words || excluded.words"
    ),
}
_DELETE = {
    "sqlite": "INSERT INTO %(table)s(%(table)s, rowid, words) VALUES ('delete', %%s, %%s)",
    "postgresql": "DELETE FROM %(table)s WHERE id = %%s",
}
_CLEAR = {
    "sqlite": "INSERT INTO %(table)s(%(table)s) VALUES ('delete-all')",
    "postgresql": "DELETE FROM %(table)s",
}
_MATCH = {
    "sqlite": "SELECT rowid FROM %(table)s WHERE %(table)s MATCH %%s",
    "postgresql": "SELECT id FROM %(table)s WHERE words @@ %%s::tsquery",
}


class SearchIndex(Operation):
    """Migration step that makes the index table of one searched model: `SearchIndex("cases_case")`."""

    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no model: the index table has none."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the index table."""
        for statement in _CREATE[schema_editor.connection.vendor]:
            schema_editor.execute(statement % {"table": _table(self.name)}, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the index table."""
        schema_editor.execute(f"DROP TABLE {_table(self.name)}", params=None)

    def describe(self) -> str:
        """Return the line shown by `migrate --plan`."""
        return f"Make the search index of {self.name}"
