"""Pure value types of the house: words, reasons, periods, working time. No Django here."""

from linli.values.period import Period
from linli.values.reason import Reason
from linli.values.spans import Span, SpanKind
from linli.values.term import Term, noop

__all__ = ["Period", "Reason", "Span", "SpanKind", "Term", "noop"]
