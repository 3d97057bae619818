"""Logs tell what the software did, never who somebody is: numbers of persons are struck out of every line."""

import logging
import re

_DIGIT = "[0-9０-９]"
_PHONE = re.compile(rf"(?<!{_DIGIT})[1１][\s-]?[3-9３-９](?:[\s-]?{_DIGIT}){{9}}(?!{_DIGIT})")
_IDENTITY = re.compile(
    rf"(?<!{_DIGIT})[1-9１-９](?:\s?{_DIGIT}){{14}}(?:(?:\s?{_DIGIT}){{2}}\s?[0-9０-９xXｘＸ])?(?!{_DIGIT})"
)
_QUERY = re.compile(r"(?<=\?)[^\s\"']+=[^\s\"']*")
_RECEIPT = re.compile(r"(?<=/track/)[^\s/\"'?]+")


def without_personal_data(line: str) -> str:
    """Return the line with phone and identity numbers, receipts and query strings struck out."""
    for pattern in (_QUERY, _RECEIPT, _IDENTITY, _PHONE):
        line = pattern.sub("***", line)
    return line


class DiscreetFormatter(logging.Formatter):
    """Formats a record, its traceback included, without personal data."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return time, level and place, and the message struck through."""
        record.message = without_personal_data(record.message)
        return super().formatMessage(record)

    def formatException(self, ei) -> str:  # type: ignore[no-untyped-def]
        """Return the traceback struck through: database errors quote the values they refuse."""
        return without_personal_data(super().formatException(ei))
