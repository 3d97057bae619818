"""Paths of a tree: four characters of base 36 for each step, concatenated from the root."""

STEP = 4
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LAST_CHILD = len(DIGITS) ** STEP - 1


class InvalidPath(ValueError):
    """Raised for a path or step that no tree can have."""


def _step(number: int) -> str:
    """Return the step of a child number, 0 <= number <= 36**4 - 1."""
    out = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        out = DIGITS[digit] + out
    return out


def number_of(step: str) -> int:
    """
    Return the child number a step stands for.

    Raises InvalidPath unless the step is four characters 0-9 a-z.
    """
    if len(step) != STEP or any(sign not in DIGITS for sign in step):
        raise InvalidPath(step)
    return int(step, len(DIGITS))


def child_path(parent_path: str, number: int) -> str:
    """
    Return the path of a parent's child of that number, 1 <= number <= 36**4 - 1.

    parent_path: "" for a root. Raises InvalidPath when the number does not fit.
    """
    if not 1 <= number <= LAST_CHILD:
        raise InvalidPath(f"{parent_path}/{number}")
    return parent_path + _step(number)


def lineage(path: str) -> tuple[str, ...]:
    """Return the paths from the root down to this one, itself last. The empty path has none."""
    return tuple(path[:end] for end in range(STEP, len(path) + 1, STEP))


def depth(path: str) -> int:
    """Return how many steps the path has."""
    return len(path) // STEP


def last_step(path: str) -> int:
    """Return the child number of the last step; 0 for the empty path."""
    return number_of(path[-STEP:]) if path else 0


def may_contain(outer_path: str, inner_path: str) -> bool:
    """Return whether the inner path lies in the outer one's subtree, the outer one itself included."""
    return inner_path.startswith(outer_path)
