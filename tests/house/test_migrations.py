import re

from tests.house.source import ROOT, committed, name_of

SPOKEN = re.compile(r"\d{4}_[a-z][a-z0-9_]*\.py")
MECHANICAL = re.compile(r"_auto_\d|_and_more|\d{4}_(alter|remove|rename|delete|add)_[a-z]+_[a-z_]+_and_")


def migrations() -> list[str]:
    names = [name_of(path) for path in committed() if path.parent.name == "migrations"]
    return [name for name in names if not name.endswith("__init__.py")]


def test_every_migration_has_a_spoken_name():
    assert [each for each in migrations() if not SPOKEN.fullmatch(each.rpartition("/")[2])] == []
    assert [each for each in migrations() if MECHANICAL.search(each)] == []


def test_every_room_with_tables_has_migrations():
    rooms = {each.split("/")[1] for each in migrations()}
    with_tables = {
        name.split("/")[1]
        for name in map(name_of, committed())
        if re.fullmatch(r"linli/\w+/models(/\w+)?\.py", name)
        and re.search(r"^class \w+\(.*(Model|Chained)\b", (ROOT / name).read_text("utf-8"), re.M)
    }

    assert with_tables - rooms == set()
