"""A contract for import-linter: other rooms enter a room by its doors only."""

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Entry = tuple[str, str, int | None]


class DoorsContract(Contract):
    """
    Every import from another room must name a door: `linli.cases.services` yes, `linli.cases.models` no.

    open_rooms: rooms without doors, which offer everything they have. guests: who may enter any room anywhere.
    """

    doors: Any = fields.ListField(subfield=fields.StringField())
    open_rooms: Any = fields.ListField(subfield=fields.StringField())
    guests: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every direct import between two rooms."""
        broken = sorted(self._broken(graph))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print who climbs in through which window."""
        for importer, imported, line in check.metadata["broken"]:
            output.print_error(f"{importer}:{line} imports {imported}, which is no door", bold=False)

    def _broken(self, graph: ImportGraph) -> Iterator[Entry]:
        for imported in graph.modules:
            parts = imported.split(".")
            if len(parts) < 3 or parts[0] != "linli" or parts[1] in self.open_rooms or parts[2] in self.doors:
                continue
            for importer in graph.find_modules_that_directly_import(imported):
                if importer.split(".")[1] != parts[1] and not self._is_guest(importer, parts[2]):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    yield importer, imported, details[0]["line_number"] if details else None

    def _is_guest(self, importer: str, furniture: str) -> bool:
        parts = importer.split(".")
        if "tests" in parts or any(importer.startswith(guest) for guest in self.guests):
            return True
        return furniture == "samples" and parts[2:3] == ["samples"]
