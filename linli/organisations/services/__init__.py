"""Writes of organisations."""

from .organisations import OrganisationRefused, change_organisation, create_organisation, end_organisation

__all__ = [
    "OrganisationRefused",
    "change_organisation",
    "create_organisation",
    "end_organisation",
]
