"""
Keep the Chinese catalogue of every room: `python -m linli.config.catalogues [--check | --compile | room ...]`.

Without an option the catalogues of the named rooms, or of all, are brought up to date: new message ids
come in untranslated, unused ones go.
Works without setting Django up, so that a room under construction does not stop the others.
"""

import re
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from linli.config.extraction import from_room

HOUSE = Path(__file__).resolve().parents[1]
HEADER = r"""msgid ""
msgstr ""
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|{\w*}")


def rooms(names: Sequence[str] = ()) -> list[Path]:
    """Return the folders of the named rooms, or of all, in the order of their names."""
    return sorted(path.parent for path in HOUSE.glob("*/__init__.py") if not names or path.parent.name in names)


def catalogue_of(room: Path) -> Path:
    """Return where the Chinese catalogue of a room stands."""
    return room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def load(path: Path) -> Catalog:
    """Return a catalogue as it stands, empty if there is none."""
    if not path.exists():
        return Catalog("zh_Hans")
    with path.open("rb") as file:
        return read_po(file, "zh_Hans")


def renewed(room: Path) -> Catalog:
    """Return the catalogue that the room needs now, with the translations that it has."""
    old, new = load(catalogue_of(room)), Catalog("zh_Hans")
    for found in from_room(room):
        message_id = (found.singular, found.plural) if found.plural else found.singular
        known = old.get(found.singular, found.context)
        same_shape = known is not None and isinstance(known.id, tuple) == isinstance(message_id, tuple)
        flags = {"python-format"} if "%(" in found.singular else set()
        string = known.string if known is not None and same_shape and not known.fuzzy else ""
        new.add(message_id, string, [(found.file, 1)], flags, context=found.context)
    return new


def as_text(catalogue: Catalog) -> bytes:
    """Return the catalogue as it is written: no dates and no line numbers, so that only news makes a difference."""
    body = BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, include_lineno=False)
    return HEADER.encode() + body.getvalue().strip() + b"\n"


def strings(message: Message) -> list[str]:
    """Return the translations of a message: one, or one a plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def faults_of(message: Message) -> str:
    """Return what is wrong with one translation, or nothing."""
    source = message.id if isinstance(message.id, str) else message.id[0]
    if not all(strings(message)):
        return "not translated"
    wanted = set(PLACEHOLDER.findall(source))
    if any(set(PLACEHOLDER.findall(each)) - wanted for each in strings(message)):
        return "unknown placeholder in the translation"
    return ""


def check() -> list[str]:
    """Return every fault of every catalogue: outdated, untranslated, wrong placeholder, two words for one."""
    faults, heard = [], dict[tuple[str, str | None], tuple[str, str]]()
    for room in rooms():
        path, catalogue = catalogue_of(room), renewed(room)
        messages = [message for message in catalogue if message.id]
        if messages and (not path.exists() or path.read_bytes() != as_text(catalogue)):
            faults.append(f"{room.name}: the catalogue is not up to date; run `linli messages`")
        for message in messages:
            source = message.id if isinstance(message.id, str) else message.id[0]
            if fault := faults_of(message):
                faults.append(f"{room.name}: {source!r}: {fault}")
            elsewhere, said = heard.setdefault((source, message.context), (room.name, strings(message)[0]))
            if said and strings(message)[0] and said != strings(message)[0]:
                faults.append(f"{room.name}: {source!r}: {strings(message)[0]!r} here, {said!r} in {elsewhere}")
    return faults


def update(names: Sequence[str] = ()) -> list[str]:
    """Write the catalogues of the named rooms, or of all, anew; return what is still to be translated."""
    missing = []
    for room in rooms(names):
        catalogue, path = renewed(room), catalogue_of(room)
        if len(catalogue):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_text(catalogue))
        missing += [f"{room.name}: {each.id!r}" for each in catalogue if each.id and not all(strings(each))]
    return missing


def compile_all() -> None:
    """Write the binary catalogues that Django reads."""
    for room in rooms():
        path = catalogue_of(room)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, load(path))


def main(*words: str) -> int:
    """Do what the option says, else update the named rooms; the exit status is 1 if `--check` found something."""
    if "--compile" in words:
        compile_all()
        return 0
    found = check() if "--check" in words else update(words)
    for line in found:
        print(line)
    return int("--check" in words and bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
