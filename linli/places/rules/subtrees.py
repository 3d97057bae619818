"""Adding up over subtrees: what was counted in many places of a tree, for each of the subtrees somebody asks about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from linli.places.rules.paths import STEP, lineage


def root_of(paths: Iterable[str]) -> str:
    """Return the longest path that holds all of these; "" if only the whole tree does, or if there are none."""
    known = sorted(paths)
    if not known:
        return ""
    first, last = known[0], known[-1]
    shared = 0
    while first[shared : shared + STEP] and first[shared : shared + STEP] == last[shared : shared + STEP]:
        shared += STEP
    return first[:shared]


class Subtrees:
    """
    Subtrees by the keys of their tops; they may lie within each other.

    root: a path that holds all of them. paths: of the tops by key. by_width: by length of a path, the keys by path.
    """

    def __init__(self, paths: Mapping[int, str]) -> None:
        """Take the path of each top by key."""
        self._keys = {path: key for key, path in paths.items()}
        self.root = root_of(self._keys)
        self.paths, self.keys = dict(paths), tuple(paths)
        self.by_width: dict[int, dict[str, int]] = defaultdict(dict)
        for path, key in self._keys.items():
            self.by_width[len(path)][path] = key

    def holding(self, path: str) -> list[int]:
        """Return the keys of the subtrees in which the path lies."""
        return [self._keys[above] for above in lineage(path) if above in self._keys]
