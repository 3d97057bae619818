"""Areas are found by their names: the index of character pairs follows every name that is written."""

from collections.abc import Iterable

from linli.foundation import search
from linli.places.models import Area

SEARCHED = "places_area"


def index_names(areas: Iterable[Area]) -> None:
    """Make areas findable by their names of now; what they were called before still finds them, until reindexed."""
    search.index_many(SEARCHED, ((area.pk, f"{area.name} {area.short_name}") for area in areas))


def forget_names(areas: Iterable[Area]) -> None:
    """Take areas that never were out of the index."""
    for area in areas:
        search.forget(SEARCHED, area.pk, f"{area.name} {area.short_name}")
