"""Organisations: who acts and who answers, and who takes part in what."""

from linli.organisations.models.register import Organisation
from linli.organisations.models.ties import MemberCount, Membership, Pairing

__all__ = ["MemberCount", "Membership", "Organisation", "Pairing"]
