"""Words of the room: kinds of organisations. Source: glossary, "Organisations"."""

from linli.values import Term, noop


class OrganisationKind(Term):
    """What sort of body an organisation is."""

    HEADQUARTERS = "headquarters", noop("District headquarters")
    SUBDISTRICT_OFFICE = "subdistrict_office", noop("Subdistrict office")
    RESIDENTS_COMMITTEE = "residents_committee", noop("Residents' committee")
    DEPARTMENT = "department", noop("Department")
    PARTNER = "partner", noop("Co-construction partner")
    RESIDENT_UNIT = "resident_unit", noop("Resident unit")
    WORKSTATION = "workstation", noop("Community workstation")
    PROPERTY_MANAGER = "property_manager", noop("Property manager")
