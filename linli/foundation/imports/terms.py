"""Words of the imports."""

from linli.values import Term, noop


class ImportState(Term):
    """How far an import has come. From `checked` on, a person decides."""

    UPLOADED = "uploaded", noop("waiting to be checked")
    CHECKING = "checking", noop("being checked")
    CHECKED = "checked", noop("checked")
    APPLYING = "applying", noop("being applied")
    DONE = "done", noop("done")
    FAILED = "failed", noop("failed")
    CANCELLED = "cancelled", noop("cancelled")


RUNNING = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.APPLYING)
"""States in which the worker is, or soon will be, at the file."""

OPEN = (ImportState.CHECKED, ImportState.FAILED)
"""States in which the file is still there and may be checked anew."""
