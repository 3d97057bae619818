"""Writes of organisations."""

from .imports import import_organisations
from .organisations import (
    OrganisationRefused,
    change_organisation,
    create_organisation,
    end_organisation,
    record_export,
)
from .tie_lists import TIE_COLUMNS, import_ties, tie_rows
from .ties import BODIES, count_members, end_pairing, join_body, leave_body, pair

__all__ = [
    "BODIES",
    "TIE_COLUMNS",
    "OrganisationRefused",
    "change_organisation",
    "count_members",
    "create_organisation",
    "end_organisation",
    "end_pairing",
    "import_organisations",
    "import_ties",
    "join_body",
    "leave_body",
    "pair",
    "record_export",
    "tie_rows",
]
