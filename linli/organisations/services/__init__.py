"""Writes of organisations."""

from .imports import import_organisations
from .organisations import (
    OrganisationRefused,
    change_organisation,
    create_organisation,
    end_organisation,
    record_export,
)

__all__ = [
    "OrganisationRefused",
    "change_organisation",
    "create_organisation",
    "end_organisation",
    "import_organisations",
    "record_export",
]
