"""A word of the domain: a short code for the database and a label for people."""

from enum import StrEnum, nonmember
from typing import Self


def noop(message: str) -> str:
    """Mark a message id for the catalogue and return it unchanged."""
    return message


class Term(StrEnum):
    """
    One closed list of words of the domain, such as the states of a case.

    A member is written `CODE = "code", noop("English label")`. It is a `str` equal to its
    code; `label` is the English message id, which pages translate.
    """

    label: str

    # Django templates call whatever is callable; the class itself must stay a class there.
    do_not_call_in_templates = nonmember(True)

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a member from its code and its label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in the order of definition."""
        return [(member.value, member.label) for member in cls]
