"""Examples for tests and the demo."""

from datetime import UTC, datetime

from linli.standards.samples.metrics import fill_sheet, make_metric, make_metrics
from linli.standards.samples.standards import make_draft, make_standard
from linli.standards.samples.subjects import make_subjects

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)

__all__ = [
    "NOON",
    "fill_sheet",
    "make_draft",
    "make_metric",
    "make_metrics",
    "make_standard",
    "make_subjects",
]
