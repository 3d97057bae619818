"""
The small program that sets pages with typst in a process of its own: what typst remembers (300 MB after a dozen
documents) goes with it.

Run by path, without the rest of the house: `python -I typesetter.py FONTS`. It reads a JSON list of {source, inputs,
format, ppi} and writes a JSON list of what they become, base64.
"""

import base64
import json
import sys
from typing import Any

import typst


def main(folder: str) -> None:
    """Set every page that is asked for."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    made = [_set(fonts, **wanted) for wanted in json.load(sys.stdin)]
    json.dump([base64.b64encode(each).decode() for each in made], sys.stdout)


def _set(fonts: typst.Fonts, source: str, inputs: dict[str, str], format: Any, ppi: int) -> bytes:
    """Return what typst makes of a source."""
    compiler = typst.Compiler(source.encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format=format, ppi=ppi)
    if not isinstance(made, bytes):
        raise TypeError("more than one page")
    return made


if __name__ == "__main__":
    main(sys.argv[1])
