"""The refusal of this room: it names the rule that refuses and says so in words fit to show."""

from typing import Any

from django.utils.translation import gettext

from linli.values import Reason, noop

RULES: dict[str, str] = {
    "people.out_of_reach": noop("This is outside the organisations you look after."),
    "people.escalation": noop("You cannot grant “%(act)s” there: you do not hold it yourself."),
    "people.own_appointment": noop("Nobody appoints himself. Ask another person who may appoint."),
    "people.own_role": noop("Nobody changes a role he holds himself. Ask another security administrator."),
    "people.two_admins": noop("%(person)s already is “%(kind)s”. Nobody may hold two of the administrators' duties."),
    "people.admin_by_security": noop("Only a security administrator appoints administrators."),
    "people.no_unit": noop("This role reaches only the holder's own unit: name the organisation."),
    "people.appointed_already": noop("%(person)s already holds this role there."),
    "people.inactive": noop("%(person)s's account is deactivated. Reactivate it first."),
    "people.other_admin": noop("An administrator's account is changed only by an administrator of the same kind."),
    "people.outranked": noop("%(person)s may do more than you. Ask the system administrator."),
    "people.not_oneself": noop("You cannot do this to your own account."),
    "people.last_admin": noop("This is the last active account of this kind of administrator."),
    "people.username_taken": noop("The user name “%(username)s” is taken."),
    "people.username_bad": noop("A user name has 2 to 64 letters, digits, or . _ - @ and no blanks."),
    "people.name_missing": noop("The name is missing."),
    "people.unknown_act": noop("There is no act “%(act)s”."),
    "people.reserved_act": noop("“%(act)s” belongs to one administrator's duty and to no other role."),
    "people.fixed_role": noop("The acts of an administrator's role are fixed."),
    "people.role_taken": noop("The role code “%(code)s” is taken."),
    "people.role_idle": noop("This role is not used any more."),
    "people.ends_before_begin": noop("The appointment would end before it begins."),
    "people.wrong_password": noop("The present password is wrong."),
    "people.wrong_code": noop("The code is wrong or was used already."),
    "people.two_factor_required": noop("Your duty requires two-factor sign-in; it cannot be switched off."),
}
"""Rule -> what it says. The guides and the tests quote these codes."""


class PeopleRefused(Exception):
    """An act was refused. `rule` is the code of the rule, `reason` its words."""

    def __init__(self, rule: str, **params: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.reason = Reason(rule, RULES[rule], params)

    def __str__(self) -> str:
        """Return the words of the rule in the language of the page."""
        return self.reason.render(gettext)
