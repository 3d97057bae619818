"""Roles every installation starts with: which acts belong to which duty. Pure data, editable afterwards on the page."""

from dataclasses import dataclass
from typing import Any

from linli.people.terms import AdminKind
from linli.values import noop

_SEE = ("cases.view", "places.view", "organisations.view")
_ACCEPT = (
    "cases.file",
    "cases.decline",
    "cases.verify",
    "cases.merge",
    "cases.self_handle",
    "cases.check",
    "cases.close",
    "cases.call_back",
    "cases.reveal",
)
_COMMAND = (
    *_ACCEPT,
    "cases.dispatch",
    "cases.rework",
    "cases.fail",
    "cases.reopen",
    "cases.void",
    "cases.hold",
    "cases.extend",
    "cases.urge",
    "cases.supervise",
    "cases.approve",
    "cases.exempt",
    "cases.report",
    "cases.export",
)
_HANDLE = ("cases.sign", "cases.refuse", "cases.answer", "cases.hold", "cases.extend")

_DRAW = ("boundaries.view", "boundaries.edit", "boundaries.consult")

_ENTER = (
    "foundation.imports",
    "standards.view",
    "standards.enter",
    "standards.assess",
    "appraisals.view",
    "appraisals.appeal",
)
_APPRAISE = (
    "foundation.imports",
    "standards.view",
    "standards.check",
    "standards.define",
    "standards.visit",
    "standards.decide",
    "appraisals.view",
    "appraisals.compare",
    "appraisals.define",
    "appraisals.run",
    "appraisals.score",
    "appraisals.judge",
)

_BODIES = ("organisations.change", "organisations.import")
_NETWORK = ("network.view", "network.appoint", "network.reveal")

_MANAGE = ("people.view", "people.edit", "people.appoint", "people.import", "foundation.imports")


@dataclass(frozen=True)
class BuiltInRole:
    """A role as it is first set up: name (message id), acts, reach, and the administrators' kind if it is one."""

    name: str
    actions: tuple[str, ...]
    whole_area: bool = False
    admin_kind: AdminKind = AdminKind.NONE


BUILT_IN: dict[str, BuiltInRole] = {
    "system_admin": BuiltInRole(
        noop("System administrator"),
        (
            "people.view",
            "people.edit",
            "people.import",
            "places.view",
            "places.change",
            "places.import",
            "organisations.view",
            "organisations.change",
            "organisations.import",
            "cases.import",
            "network.define",
            "foundation.calendar",
            "foundation.imports",
            "foundation.backup",
            "api.tokens",
        ),
        whole_area=True,
        admin_kind=AdminKind.SYSTEM,
    ),
    "security_admin": BuiltInRole(
        noop("Security administrator"),
        ("people.view", "people.appoint", "people.roles", "places.view", "organisations.view", "cases.categories"),
        whole_area=True,
        admin_kind=AdminKind.SECURITY,
    ),
    "auditor": BuiltInRole(noop("Auditor"), ("foundation.audit",), whole_area=True, admin_kind=AdminKind.AUDIT),
    "district_commander": BuiltInRole(
        noop("District commander"),
        (
            *_SEE,
            *_COMMAND,
            *_HANDLE,
            "cases.import",
            "cases.categories",
            "api.tokens",
            *_MANAGE,
            *_NETWORK,
            *_BODIES,
            "network.import",
            "boundaries.view",
            "boundaries.approve",
            "boundaries.enforce",
            *_ENTER,
            *_APPRAISE,
            "appraisals.confirm",
            "appraisals.publish",
        ),
        whole_area=True,
    ),
    "subdistrict_dispatcher": BuiltInRole(
        noop("Subdistrict dispatcher"),
        (
            *_SEE,
            *_COMMAND,
            *_NETWORK,
            *_BODIES,
            "network.import",
            "foundation.imports",
            "people.view",
            "boundaries.view",
            "standards.view",
            "standards.check",
            "appraisals.view",
        ),
        whole_area=True,
    ),
    "acceptor": BuiltInRole(
        noop("Acceptor"), (*_SEE, *_ACCEPT, "cases.report", "cases.urge", "cases.export"), whole_area=True
    ),
    "community_worker": BuiltInRole(
        noop("Community worker"),
        (*_SEE, *_HANDLE, *_ENTER, *_NETWORK, "cases.report", "cases.self_handle", "cases.verify", "cases.reveal"),
        whole_area=True,
    ),
    "department_handler": BuiltInRole(noop("Department handler"), (*_SEE, *_HANDLE)),
    "department_lead": BuiltInRole(
        noop("Department lead"), (*_SEE, *_HANDLE, "cases.rework", "cases.export", "people.view")
    ),
    "checker": BuiltInRole(noop("Checker"), (*_SEE, "cases.check", "cases.close", "cases.fail"), whole_area=True),
    "leader": BuiltInRole(
        noop("Leader (reads only)"),
        (
            *_SEE,
            "cases.urge",
            "cases.export",
            "network.view",
            "boundaries.view",
            "standards.view",
            "appraisals.view",
            "appraisals.compare",
        ),
        whole_area=True,
    ),
    "leading_group": BuiltInRole(
        noop("Subdistrict leading group for boundaries"),
        (*_SEE, *_DRAW, "boundaries.propose"),
        whole_area=True,
    ),
    "guidance_group": BuiltInRole(noop("Work guidance group for boundaries"), (*_SEE, *_DRAW), whole_area=True),
    "appraisal_office": BuiltInRole(noop("Appraisal office"), (*_SEE, *_APPRAISE, "cases.report"), whole_area=True),
    "assessor": BuiltInRole(
        noop("Assessor"),
        (*_SEE, "cases.report", "standards.view", "standards.visit", "appraisals.score"),
        whole_area=True,
    ),
    "preparation_group": BuiltInRole(noop("Community preparation group"), (*_SEE, "boundaries.view"), whole_area=True),
}
"""
Code of the role -> what it starts with.

Sources: design/cases.md, transitions; design/security.md 5.1, accounts; 002-4, four levels.
"""


def facts_of(role: BuiltInRole) -> dict[str, Any]:
    """Return the columns of a role as it is first set up."""
    return {
        "name": role.name,
        "actions": sorted(set(role.actions)),
        "whole_area": role.whole_area,
        "admin_kind": role.admin_kind.value,
        "is_built_in": True,
    }


def install(roles: Any) -> int:
    """Write the built-in roles that are missing with a manager of roles (also a migration's); return how many."""
    made = [roles.get_or_create(code=code, defaults=facts_of(role))[1] for code, role in BUILT_IN.items()]
    return sum(made)
