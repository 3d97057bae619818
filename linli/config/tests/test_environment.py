import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.config.environment import VARIABLES, misspelt, read, read_database, read_one_of


@pytest.mark.parametrize(
    ("name", "written", "read_as"),
    [
        ("LINLI_PORT", "8123", 8123),
        ("LINLI_PORT", "", 8000),
        ("LINLI_HTTPS", "1", True),
        ("LINLI_HTTPS", "off", False),
        ("LINLI_ALLOWED_HOSTS", "a.cn,b.cn", ["a.cn", "b.cn"]),
        ("LINLI_REPORT_RATE", "", ""),
    ],
)
def test_a_variable_is_read_in_its_kind(monkeypatch, name, written, read_as):
    monkeypatch.setenv(name, written)

    assert read(name) == read_as


def test_a_word_in_place_of_a_number_is_refused_with_the_name_of_the_variable(monkeypatch):
    monkeypatch.setenv("LINLI_PORT", "eighty")

    with pytest.raises(ImproperlyConfigured, match="LINLI_PORT='eighty'"):
        read("LINLI_PORT")


@pytest.mark.parametrize(("written", "read_as"), [("", "wgs84"), ("GCJ02 ", "gcj02"), ("cgcs2000", "cgcs2000")])
def test_a_word_of_a_closed_list_is_read(monkeypatch, written, read_as):
    monkeypatch.setenv("LINLI_TILE_SYSTEM", written)

    assert read_one_of("LINLI_TILE_SYSTEM", "wgs84", "cgcs2000", "gcj02") == read_as


def test_a_word_that_is_not_on_the_list_is_refused_with_the_list(monkeypatch):
    monkeypatch.setenv("LINLI_TILE_SYSTEM", "bd09")

    with pytest.raises(ImproperlyConfigured, match=r"bd09.*wgs84, cgcs2000, gcj02"):
        read_one_of("LINLI_TILE_SYSTEM", "wgs84", "cgcs2000", "gcj02")


@pytest.mark.parametrize("address", ["mysql://a@b/c", "redis://a"])
def test_a_database_of_another_kind_is_refused(monkeypatch, address):
    monkeypatch.setenv("LINLI_DATABASE_URL", address)

    with pytest.raises(ImproperlyConfigured, match="LINLI_DATABASE_URL"):
        read_database("sqlite:///x")


def test_a_server_may_be_reached_by_its_socket(monkeypatch):
    monkeypatch.setenv("LINLI_DATABASE_URL", "postgres://linli@%2Frun%2Fpostgresql:5432/linli")

    found = read_database("sqlite:///x")

    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "linli", "linli")


def test_a_typing_error_in_a_name_is_found_with_what_was_meant():
    found = misspelt({"LINLI_PROT": "1", "LINLI_PORT": "1", "LINLI_ZZZZZ": "", "HOME": "x"})

    assert found == {"LINLI_PROT": "LINLI_PORT", "LINLI_ZZZZZ": ""}


def test_every_variable_says_what_it_is_for():
    assert [name for name, variable in VARIABLES.items() if len(variable.meaning) < 10] == []
