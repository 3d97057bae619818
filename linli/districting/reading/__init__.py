"""
Reading: files of units or buildings become a `Problem`.

`read` takes CSV and GeoJSON, `read_any` the arrays of generated cities as well. A row that cannot be taken is answered
by a sentence; accepted and rejected rows are always all of them.
"""

from linli.districting.reading.arrays import read_any
from linli.districting.reading.build import NEIGHBOURS, Reading, read
from linli.districting.reading.errors import ReadingError, Rejected
from linli.districting.reading.lines import Stretch
from linli.districting.reading.pairs import Pairs, read_pairs

__all__ = ["NEIGHBOURS", "Pairs", "Reading", "ReadingError", "Rejected", "Stretch", "read", "read_any", "read_pairs"]
