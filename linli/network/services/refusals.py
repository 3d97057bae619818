"""The refusal of this room: it names the rule that refuses and says so in words fit to show."""

from typing import Any

from django.utils.translation import gettext

from linli.values import Reason, noop

RULES: dict[str, str] = {
    "network.link_needs_post": noop("This person holds no post within your duties."),
    "network.notice_ends": noop("A notice ends after the day it begins."),
    "network.out_of_reach": noop("“%(area)s” lies outside your duties."),
    "network.area_ended": noop("“%(area)s” has ended."),
    "network.kind_idle": noop("“%(post)s” is not used any more."),
    "network.wrong_tier": noop("“%(post)s” sits on areas of the tier %(tier)s; “%(area)s” is none."),
    "network.needs_body": noop("“%(post)s” is filled by an organisation."),
    "network.needs_holder": noop("“%(post)s” is filled by a person or household."),
    "network.wrong_body": noop("“%(organisation)s” is no organisation that fills “%(post)s” for “%(area)s”."),
    "network.body_ended": noop("“%(organisation)s” has ended."),
    "network.posted_already": noop("%(holder)s already holds this post there."),
    "network.name_missing": noop("The name is missing."),
    "network.kind_of_household": noop("Only a household has a kind of household."),
    "network.kind_needs_consent": noop("That a household is a Party member's is kept only with its consent: say when."),
    "network.account_taken": noop("This account already belongs to %(holder)s."),
    "network.ends_before_begin": noop("A post ends after the day it began, %(on)s."),
    "network.ended_already": noop("This post has ended already."),
    "network.emptied": noop("The data of this person were deleted."),
    "network.designated_already": noop("“%(area)s” is picked out as that already."),
    "network.code_taken": noop("Another kind of post has the code “%(code)s”."),
    "network.kind_in_use": noop("Posts of this kind exist: tier, way of filling and kind of organisation stay."),
    "network.number_missing": noop("Say for how many households there is one."),
    "network.share_out_of_range": noop("A target lies between 0 and 100 percent."),
}
"""Rule -> what it says."""


class NetworkRefused(ValueError):
    """An act was refused. `rule` is its code, one of `RULES` unless `text` says it; `reason` is ready to be shown."""

    def __init__(self, rule: str, text: str = "", **params: Any) -> None:
        self.rule = rule
        self.reason = Reason(rule, text or RULES[rule], params)
        super().__init__(rule)

    def __str__(self) -> str:
        """Return the words of the rule in the language of the page."""
        return self.reason.render(gettext)
