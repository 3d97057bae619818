"""What people type about organisations."""

from linli.organisations.forms.register import EndForm, FilterForm, OrganisationForm, facts_of, first_facts

__all__ = ["EndForm", "FilterForm", "OrganisationForm", "facts_of", "first_facts"]
