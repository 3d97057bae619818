"""Who may do what to the territory."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "places.view": noop("See areas"),
    "places.change": noop("Change areas"),
    "places.import": noop("Import lists of areas"),
}
RECORDED: dict[str, str] = {
    "places.compare": noop("Compare a newer list"),
    "places.create": noop("Begin an area"),
    "places.decide": noop("Decide about proposals of a newer list"),
    "places.building": noop("Change a building"),
    "places.end": noop("End an area"),
    "places.merge": noop("Apply a newer list"),
    "places.unmerge": noop("Undo a newer list"),
    "places.export": noop("Export areas"),
    "places.redraw": noop("Draw outlines"),
    "places.succession": noop("Write down what became of an area"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "places.areas": Detail(noop("areas"), "places.area"),
    "places.parent": Detail(noop("belongs to"), "places.area"),
    "places.predecessor": Detail(noop("predecessor"), "places.area"),
    "places.share": Detail(noop("share of the households")),
    "places.system": Detail(noop("coordinate system of the file")),
    "places.successor": Detail(noop("successor"), "places.area"),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {"places.area": Named(area="path", keys=("key",))}
