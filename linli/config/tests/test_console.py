import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class

from linli.config import console


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["import", "areas", "list.csv"], ["linli", "import_areas", "list.csv"]),
        (["audit", "verify"], ["linli", "audit_verify"]),
        (["migrate", "cases"], ["linli", "migrate", "cases"]),
        (["doctor"], ["linli", "doctor"]),
        ([], ["linli"]),
    ],
)
def test_two_words_are_one_command_where_there_is_one(monkeypatch, typed, run):
    heard = []
    monkeypatch.setattr(console, "execute_from_command_line", heard.append)

    console.main(typed)

    assert heard == [run]


def test_a_wrong_setting_is_a_sentence_and_not_a_traceback(monkeypatch):
    def refuse(words):
        raise ImproperlyConfigured("LINLI_PORT is wrong")

    monkeypatch.setattr(console, "execute_from_command_line", refuse)

    with pytest.raises(SystemExit, match="LINLI_PORT is wrong"):
        console.main(["serve"])


@pytest.mark.parametrize("name", sorted(name for name, app in get_commands().items() if app.startswith("linli.")))
def test_every_command_of_ours_explains_itself(name):
    command = load_command_class(get_commands()[name], name)

    assert len(command.create_parser("linli", name).format_help()) > 100
    assert str(command.help).strip()
