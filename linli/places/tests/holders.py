"""Somebody with duties, without the room of people."""

from linli.foundation.access import Grant


class Holder:
    """Holds the given grants for every action."""

    pk = 7

    def __init__(self, *grants: Grant):
        self.held = grants

    def grants(self, action: str) -> tuple[Grant, ...]:
        return self.held
