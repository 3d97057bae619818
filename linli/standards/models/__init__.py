"""Tables of the room: subjects, what is measured, what is aimed at, what good looks like."""

from linli.standards.models.metrics import Metric, Observation, Sheet
from linli.standards.models.standards import (
    Acceptance,
    Finding,
    FindingPhoto,
    Standard,
    StandardItem,
    StandardVersion,
    TeamMember,
)
from linli.standards.models.subjects import Subject
from linli.standards.models.targets import Indicator, MilestoneMark, Plan, Selection, Target

__all__ = [
    "Acceptance",
    "Finding",
    "FindingPhoto",
    "Indicator",
    "Metric",
    "MilestoneMark",
    "Observation",
    "Plan",
    "Selection",
    "Sheet",
    "Standard",
    "StandardItem",
    "StandardVersion",
    "Subject",
    "Target",
    "TeamMember",
]
