"""Who may do what with appraisals. Sources: 000-7, 003-12 to 003-18, 004-13; design/models.md."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "appraisals.view": noop("See appraisals of one's own area"),
    "appraisals.compare": noop("See how others were appraised"),
    "appraisals.define": noop("Define appraisal schemes"),
    "appraisals.run": noop("Open, check, compute and announce rounds"),
    "appraisals.score": noop("Score as an assessor"),
    "appraisals.appeal": noop("Appeal against a result of one's own area"),
    "appraisals.judge": noop("Decide appeals"),
    "appraisals.confirm": noop("Confirm rounds and consequences"),
    "appraisals.publish": noop("Make results known"),
}
RECORDED: dict[str, str] = {
    "appraisals.create_scheme": noop("Begin an appraisal scheme"),
    "appraisals.change_scheme": noop("Change an appraisal scheme"),
    "appraisals.delete_scheme": noop("Delete the draft of an appraisal scheme"),
    "appraisals.save_rule": noop("Set a rule of consequences"),
    "appraisals.delete_rule": noop("Delete a rule of consequences"),
    "appraisals.choose_subjects": noop("Choose who is appraised"),
    "appraisals.set_type": noop("Say within which type subjects are compared"),
    "appraisals.add_assessor": noop("Let a person score"),
    "appraisals.end_assessor": noop("Let a person score no longer"),
    "appraisals.activate_scheme": noop("Put an appraisal scheme into use"),
    "appraisals.end_scheme": noop("End an appraisal scheme"),
    "appraisals.plan": noop("Plan a round"),
    "appraisals.lead": noop("Lead a round on"),
    "appraisals.ask": noop("Ask the worker to compute a round"),
    "appraisals.stop": noop("Stop the computing of a round"),
    "appraisals.withdraw": noop("Withdraw an appeal"),
    "appraisals.revise": noop("Correct a frozen result"),
    "appraisals.close_year": noop("Close a year of a scheme"),
    "appraisals.export": noop("Take away a list of results"),
    "appraisals.confirm_proposal": noop("Confirm a consequence"),
    "appraisals.waive_proposal": noop("Waive a consequence"),
    "appraisals.help": noop("Write a help plan"),
    "appraisals.open_bulletin": noop("Open a bulletin to everybody"),
    "appraisals.allow_names": noop("Allow persons to be named in a bulletin"),
    "appraisals.forbid_names": noop("Name no person in a bulletin"),
    "appraisals.withdraw_bulletin": noop("Withdraw a bulletin"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "appraisals.account": Detail(noop("person"), "people.account"),
    "appraisals.after": Detail(noop("state after"), "appraisals.round.state"),
    "appraisals.before": Detail(noop("state before"), "appraisals.round.state"),
    "appraisals.decision": Detail(noop("decision"), "appraisals.appeal.state"),
    "appraisals.fields": Detail(noop("what was changed"), "field"),
    "appraisals.item": Detail(noop("item")),
    "appraisals.joined": Detail(noop("joined")),
    "appraisals.left": Detail(noop("left")),
    "appraisals.lines": Detail(noop("lines written")),
    "appraisals.period": Detail(noop("period")),
    "appraisals.role": Detail(noop("role"), "appraisals.assessor.role"),
    "appraisals.rule": Detail(noop("rule of consequences")),
    "appraisals.subject": Detail(noop("whom it concerns"), "standards.subject"),
    "appraisals.weight": Detail(noop("weight")),
    "appraisals.amount_fen": Detail(noop("amount in fen")),
    "appraisals.help": Detail(noop("now"), "appraisals.helpplan.state"),
    "appraisals.help_before": Detail(noop("before"), "appraisals.helpplan.state"),
    "appraisals.list": Detail(noop("list taken away")),
    "appraisals.proposed": Detail(noop("what is proposed"), "appraisals.proposal.action"),
    "appraisals.scheme": Detail(noop("appraisal scheme"), "appraisals.scheme"),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "appraisals.scheme": Named(area="area__path"),
}
