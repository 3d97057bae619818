"""How much of a foreign file is looked at before it is refused."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes a sheet may have; beyond any of them it is refused as a whole, never cut."""

    rows: int = 50_000
    columns: int = 200
    cell_characters: int = 32_767
    file_bytes: int = 50 * MIB
    unpacked_bytes: int = 200 * MIB
    unpacked_ratio: int = 100
    entries: int = 1_000
    memory_bytes: int = 1_024 * MIB
    seconds: int = 60

    @property
    def lines(self) -> int:
        """Return how far down a cell may stand: the rows, the title row and some blank lines."""
        return self.rows + 100


DEFAULT = Limits()
