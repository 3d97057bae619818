"""The kinds of lists this installation can import, told to it by the settings."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from linli.foundation.imports.outcome import Importer

WIRED_IN = "linli.web.importers.IMPORTERS"


@lru_cache(maxsize=1)
def _all(path: str) -> Mapping[str, Importer]:
    """Return the importers at a dotted path."""
    return import_string(path)


def all_kinds() -> Mapping[str, Importer]:
    """Return every importer by kind; the setting LINLI_IMPORTERS names them, so that no lower room knows a higher."""
    return _all(getattr(settings, "LINLI_IMPORTERS", WIRED_IN))


def kinds_for(user: Any) -> dict[str, Importer]:
    """Return the importers the user may run somewhere."""
    return {kind: importer for kind, importer in all_kinds().items() if user.may(importer.action)}


def actions() -> dict[str, str]:
    """Return the action of each kind."""
    return {kind: importer.action for kind, importer in all_kinds().items()}
