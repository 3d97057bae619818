import re
from importlib import import_module

from linli.values import Term
from tests.house.source import HOUSE, ROOT, python_files

CODES = re.compile(r"`([^`]+)`")


def terms() -> list[type[Term]]:
    """Return every kind of word that the rooms define."""
    for path in python_files():
        text = path.read_text("utf-8")
        if "Term)" in text:
            import_module(".".join(("linli", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__"))
    return sorted(Term.__subclasses__(), key=lambda each: (each.__module__, each.__name__))


def test_every_word_of_the_domain_stands_in_the_glossary():
    glossary = set(CODES.findall((ROOT / "docs/glossary.md").read_text("utf-8")))
    ours = [each for each in terms() if each.__module__.startswith("linli.") and ".tests." not in each.__module__]

    missing = [
        f"{each.__module__}.{each.__name__}: {member.value}"
        for each in ours
        for member in each
        if member.value and member.value not in glossary
    ]

    assert len(ours) >= 5
    assert missing == []
