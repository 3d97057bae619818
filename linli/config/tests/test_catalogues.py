import pytest

from linli.config import catalogues
from linli.config.extraction import from_python, from_template


def ids(found) -> list[tuple]:
    return [(each.context, each.singular, each.plural) for each in found]


def test_python_gives_its_calls_terms_and_actions():
    source = '''
class State(Term):
    """Where it stands."""
    OPEN = "open", "Open"
    DONE = "done", noop("Done")

ACTIONS: dict[str, str] = {"cases.view": "See cases"}
text = gettext("It is " "late") + pgettext("month", "May") + ngettext("%(n)s day", "%(n)s days", n) + _(name)
'''

    assert ids(from_python(source, "x.py")) == [
        (None, "Open", None),
        (None, "Done", None),
        (None, "See cases", None),
        (None, "It is late", None),
        ("month", "May", None),
        (None, "%(n)s day", "%(n)s days"),
    ]


def test_templates_give_their_tags_whatever_their_indentation():
    source = """{% load i18n %}
      {% translate "Save" %}
  {% blocktranslate with n=cases %}{{ n }} cases{% endblocktranslate %}
    <a title="{% translate "May" context "month" %}">{% if x %}{{ _("Go") }}{% endif %}</a>
{% blocktranslate count n=days %}one day{% plural %}{{ n }} days{% endblocktranslate %}"""

    assert sorted(map(str, ids(from_template(source, "x.html")))) == sorted(
        map(
            str,
            [
                (None, "Save", None),
                (None, "%(n)s cases", None),
                ("month", "May", None),
                (None, "Go", None),
                (None, "one day", "%(n)s days"),
            ],
        )
    )


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A house of one room with one message id."""
    room = tmp_path / "linli" / "cases"
    room.mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "terms.py").write_text('label = noop("Open %(n)s")\n')
    monkeypatch.setattr(catalogues, "HOUSE", tmp_path / "linli")
    return room


def translate(room, text: str) -> None:
    path = catalogues.catalogue_of(room)
    path.write_text(
        path.read_text("utf-8")
        .replace('msgstr ""\n', f'msgstr "{text}"\n')
        .replace(f'msgid ""\nmsgstr "{text}"', 'msgid ""\nmsgstr ""'),
        "utf-8",
    )


def test_a_new_message_id_is_missed_until_it_is_translated(house):
    assert catalogues.check() != []

    assert catalogues.update() == ["cases: 'Open %(n)s'"]
    assert catalogues.check() == ["cases: 'Open %(n)s': not translated"]

    translate(house, "待办 %(n)s")
    assert catalogues.check() == []


def test_a_translation_stays_when_the_catalogue_is_renewed_and_goes_with_its_message_id(house):
    catalogues.update()
    translate(house, "待办 %(n)s")

    (house / "rules.py").write_text('text = noop("Late")\n')
    assert catalogues.update() == ["cases: 'Late'"]
    assert "待办" in catalogues.catalogue_of(house).read_text("utf-8")

    (house / "terms.py").write_text("")
    catalogues.update()
    assert "待办" not in catalogues.catalogue_of(house).read_text("utf-8")


def test_a_wrong_placeholder_is_found(house):
    catalogues.update()
    translate(house, "待办 %(m)s")

    assert catalogues.check() == ["cases: 'Open %(n)s': unknown placeholder in the translation"]


def test_two_words_for_one_message_id_are_found(house):
    other = house.parent / "places"
    other.mkdir()
    (other / "__init__.py").write_text('noop("Open %(n)s")')
    catalogues.update()
    translate(house, "待办 %(n)s")
    translate(other, "开着 %(n)s")

    assert len(catalogues.check()) == 1


def test_compiling_writes_what_django_reads(house):
    catalogues.update()
    translate(house, "待办 %(n)s")

    catalogues.compile_all()

    assert "待办".encode() in catalogues.catalogue_of(house).with_suffix(".mo").read_bytes()
