"""
Whole histories of cases at once, for imports and the demo: the same rows that the services write, in few statements.

A `Book` collects `Life` objects; each is the services' own open file (`Dossier`) kept in memory through all its acts,
so clocks, states and desks follow the one transition table. `Book.write` stores everything in one transaction.
"""

from linli.cases.bulk import acts
from linli.cases.bulk.book import Book
from linli.cases.bulk.catalogue import list_kinds
from linli.cases.bulk.life import Life, end_as_elsewhere
from linli.cases.bulk.office_hours import working_hours

__all__ = ["Book", "Life", "acts", "end_as_elsewhere", "list_kinds", "working_hours"]
