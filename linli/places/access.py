"""Who may do what to the territory."""

from linli.values import noop

ACTIONS: dict[str, str] = {
    "places.view": noop("See areas"),
    "places.change": noop("Change areas"),
    "places.import": noop("Import lists of areas"),
}
