"""Tables of the room: projects, plans and their steps, the engine's work, what residents say, what a split moves."""

from linli.boundaries.models.plan import Lock, Plan, Run, Step
from linli.boundaries.models.project import Base, Passage, Project
from linli.boundaries.models.rehoming import Rehoming
from linli.boundaries.models.voices import Comment, ConsultationRecord, Neighbourhood

__all__ = [
    "Base",
    "Comment",
    "ConsultationRecord",
    "Lock",
    "Neighbourhood",
    "Passage",
    "Plan",
    "Project",
    "Rehoming",
    "Run",
    "Step",
]
