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
    PARTY_ORGANISATION = "party_organisation", noop("Party organisation")
    MEMBERS_CONGRESS = "members_congress", noop("Community members' congress")
    DELIBERATION_COUNCIL = "deliberation_council", noop("Deliberation council")
    RESIDENTS_COUNCIL = "residents_council", noop("Residents' council")
    SUPERVISORY_BOARD = "supervisory_board", noop("Supervisory board")
    URBAN_MANAGEMENT_OFFICE = "urban_management_office", noop("Urban management office")
    SELF_GOVERNANCE_COMMITTEE = "self_governance_committee", noop("Self-governance committee")
    HOMEOWNERS_COMMITTEE = "homeowners_committee", noop("Homeowners' committee")
    COORDINATION_BODY = "coordination_body", noop("Deliberation and coordination body")
    CO_CONSTRUCTION_COMMITTEE = "co_construction_committee", noop("Co-construction committee")
    SOCIAL_ORGANISATION = "social_organisation", noop("Civil society organisation")
    NEIGHBOUR_UNION = "neighbour_union", noop("Neighbours' union")


class BodyForm(Term):
    """In which form a body exists: a Party organisation (001-18, 001-20), a coordination body (004-5)."""

    BRANCH = "branch", noop("Party branch")
    GENERAL_BRANCH = "general_branch", noop("General Party branch")
    COMMITTEE = "committee", noop("Party committee")
    JOINT_COMMITTEE = "joint_committee", noop("Joint Party committee (non-statutory)")
    BUILDING_GROUP = "building_group", noop("Party organisation of a building")
    ASSOCIATION_BRANCH = "association_branch", noop("Party branch of an association or club")
    PARTY_MEETING = "party_meeting", noop("Party-building liaison meeting")
    JOINT_MEETING = "joint_meeting", noop("Joint meeting of resident units")
    PLATFORM = "platform", noop("Three-sided platform with departments")
    OF_BUILDING = "of_building", noop("Neighbours of a building")
    OF_COURTYARD = "of_courtyard", noop("Neighbours of a courtyard")
    OF_HELP = "of_help", noop("Neighbours who help each other")


class Part(Term):
    """As what an organisation takes part: in a body, or in a community it is paired with (003-7, 001-21)."""

    LEAD = "lead", noop("Lead")
    MEMBER = "member", noop("Member")
    SUPPORT = "support", noop("Paired support")


class MemberClass(Term):
    """How a Party organisation manages its members (001-20); only their number is kept."""

    MANAGED = "managed", noop("Directly managed")
    IN_SERVICE = "in_service", noop("In service")
    MOBILE = "mobile", noop("Mobile")


class FourInOne(Term):
    """The four parts of a community's "four-in-one" structure (001-19, 004-6)."""

    CORE = "core", noop("Core: Party organisation")
    DECIDING = "deciding", noop("Decides: members' congress")
    DELIBERATING = "deliberating", noop("Deliberates: deliberation council")
    EXECUTING = "executing", noop("Carries out: residents' committee")


FORMS: dict[OrganisationKind, tuple[BodyForm, ...]] = {
    OrganisationKind.PARTY_ORGANISATION: (
        BodyForm.BRANCH,
        BodyForm.GENERAL_BRANCH,
        BodyForm.COMMITTEE,
        BodyForm.JOINT_COMMITTEE,
        BodyForm.BUILDING_GROUP,
        BodyForm.ASSOCIATION_BRANCH,
    ),
    OrganisationKind.COORDINATION_BODY: (BodyForm.PARTY_MEETING, BodyForm.JOINT_MEETING, BodyForm.PLATFORM),
    OrganisationKind.NEIGHBOUR_UNION: (BodyForm.OF_BUILDING, BodyForm.OF_COURTYARD, BodyForm.OF_HELP),
}
"""
The forms a body of each kind may have; other kinds have none.

004-4 counts three forms of neighbours' unions and does not name them; these three are ours.
"""
FOUR_IN_ONE: dict[FourInOne, OrganisationKind] = {
    FourInOne.CORE: OrganisationKind.PARTY_ORGANISATION,
    FourInOne.DECIDING: OrganisationKind.MEMBERS_CONGRESS,
    FourInOne.DELIBERATING: OrganisationKind.DELIBERATION_COUNCIL,
    FourInOne.EXECUTING: OrganisationKind.RESIDENTS_COMMITTEE,
}
"""The body each part of the structure is."""
