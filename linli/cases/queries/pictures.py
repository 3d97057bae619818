"""Which stored pictures belong to a case."""

from linli.cases.models import Evidence


def is_picture_known(path: str) -> bool:
    """Return whether a case names this stored picture."""
    return Evidence.objects.filter(file=path).exists()
