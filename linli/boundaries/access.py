"""Who may do what with boundaries. Four-level linkage of 002-4; proposal and approval by today.md, fact 2."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "boundaries.view": noop("See plans of boundaries"),
    "boundaries.edit": noop("Make and edit plans of boundaries"),
    "boundaries.consult": noop("Consult residents about a plan"),
    "boundaries.propose": noop("Propose a plan for the subdistrict"),
    "boundaries.approve": noop("Approve a plan for the district"),
    "boundaries.enforce": noop("Put a boundary in force"),
}
RECORDED: dict[str, str] = {
    "boundaries.create": noop("Begin a split of communities"),
    "boundaries.change": noop("Change the facts of a split"),
    "boundaries.weigh_terms": noop("Say what weighs how much in a split"),
    "boundaries.facilities": noop("Say where offices and rooms are"),
    "boundaries.retake": noop("Take the ground of a split anew"),
    "boundaries.list": noop("Take away the list of splits"),
    "boundaries.run": noop("Ask the engine"),
    "boundaries.cancel": noop("Stop the engine"),
    "boundaries.undo": noop("Undo in a plan"),
    "boundaries.redo": noop("Redo in a plan"),
    "boundaries.checkpoint": noop("Name a step of a plan"),
    "boundaries.lock": noop("Lock something in a plan"),
    "boundaries.unlock": noop("Take a lock off a plan"),
    "boundaries.copy": noop("Copy a plan"),
    "boundaries.rename_plan": noop("Rename a plan"),
    "boundaries.put_away": noop("Put a plan away"),
    "boundaries.take_out": noop("Take a plan out again"),
    "boundaries.say": noop("Comment on a plan, without an account"),
    "boundaries.draw": noop("Draw a neighbourhood, without an account"),
    "boundaries.moderate": noop("Show or hide what residents sent in"),
    "boundaries.reply": noop("Reply to a comment"),
    "boundaries.weigh": noop("Weigh a neighbourhood"),
    "boundaries.reveal": noop("See who sent something in"),
    "boundaries.reply_list": noop("Take away the list of replies"),
    "boundaries.record": noop("Write down a survey or meeting"),
    "boundaries.withdraw": noop("Withdraw the record of a survey or meeting"),
    "boundaries.document": noop("Take away a document of a split"),
    "boundaries.rehome": noop("Say where an open case belongs after a split"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "boundaries.act": Detail(noop("what was done"), "boundaries.step.act"),
    "boundaries.areas": Detail(noop("communities"), "places.area"),
    "boundaries.case": Detail(noop("case")),
    "boundaries.cases_moved": Detail(noop("open cases with another community")),
    "boundaries.cases_open": Detail(noop("open cases a person decides")),
    "boundaries.checkpoint": Detail(noop("name of the step")),
    "boundaries.communities": Detail(noop("communities"), "places.area"),
    "boundaries.ended": Detail(noop("communities that ended"), "places.area"),
    "boundaries.first": Detail(noop("unit or community")),
    "boundaries.kind": Detail(noop("kind"), "boundaries.lock.kind"),
    "boundaries.held": Detail(noop("kind of consultation"), "boundaries.consultationrecord.kind"),
    "boundaries.moderation": Detail(noop("now"), "boundaries.comment.state"),
    "boundaries.moderation_before": Detail(noop("before"), "boundaries.comment.state"),
    "boundaries.more": Detail(noop("further units")),
    "boundaries.plan": Detail(noop("plan"), "boundaries.plan"),
    "boundaries.reason": Detail(noop("how it was found before"), "boundaries.rehoming.reason"),
    "boundaries.said": Detail(noop("kind of comment"), "boundaries.comment.kind"),
    "boundaries.second": Detail(noop("second unit")),
    "boundaries.step": Detail(noop("step")),
    "boundaries.work": Detail(noop("what was asked"), "boundaries.run.kind"),
    "boundaries.units": Detail(noop("compounds in it")),
    "boundaries.weight": Detail(noop("weight")),
    "boundaries.weight_before": Detail(noop("weight before")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "boundaries.project": Named(area="area__path"),
    "boundaries.plan": Named(area="project__area__path"),
}
