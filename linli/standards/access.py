"""Who may do what with measures, targets and standards. Sources: 001-26, 001-28; design/models.md."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "standards.view": noop("See measures, targets and standards"),
    "standards.enter": noop("Enter figures of one's own area"),
    "standards.check": noop("Check, return and lock entered figures"),
    "standards.define": noop("Define metrics, indicators, plans and standards"),
    "standards.assess": noop("Assess one's own area against a standard"),
    "standards.visit": noop("Visit for an acceptance"),
    "standards.decide": noop("Decide about an acceptance"),
}
RECORDED: dict[str, str] = {
    "standards.begin_plan": noop("Begin a plan of several years"),
    "standards.change_plan": noop("Change the facts of a plan"),
    "standards.add_target": noop("Set a target"),
    "standards.change_target": noop("Change a target"),
    "standards.delete_target": noop("Delete a target"),
    "standards.order_targets": noop("Put targets in order"),
    "standards.mark_milestone": noop("Mark a milestone as reached"),
    "standards.unmark_milestone": noop("Take back that a milestone was reached"),
    "standards.create_selection": noop("Begin a named selection"),
    "standards.change_selection": noop("Change a named selection"),
    "standards.delete_selection": noop("Delete a named selection"),
    "standards.plan_list": noop("Take away lights and targets of a plan"),
    "standards.create_metric": noop("Begin to ask for a metric"),
    "standards.change_metric": noop("Change a metric"),
    "standards.end_metric": noop("End a metric"),
    "standards.hand_in": noop("Hand in figures"),
    "standards.return": noop("Return figures with a reason"),
    "standards.lock": noop("Lock figures"),
    "standards.correct": noop("Correct a locked figure"),
    "standards.import": noop("Take over a list of figures"),
    "standards.export": noop("Take away a list of figures"),
    "standards.begin_standard": noop("Begin a standard"),
    "standards.item_list": noop("Take away the items of a standard"),
    "standards.next_draft": noop("Begin the next version of a standard"),
    "standards.change_standard": noop("Change the draft of a standard"),
    "standards.publish_standard": noop("Publish a standard"),
    "standards.retire_standard": noop("Take a standard out of use"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "standards.copied_target": Detail(noop("copied from"), "standards.target"),
    "standards.joined": Detail(noop("joined"), "standards.subject"),
    "standards.left": Detail(noop("left"), "standards.subject"),
    "standards.members": Detail(noop("members")),
    "standards.preset": Detail(noop("preset")),
    "standards.subject": Detail(noop("whom it concerns"), "standards.subject"),
    "standards.targets": Detail(noop("targets")),
    "standards.year": Detail(noop("year")),
    "standards.differs": Detail(noop("what makes it another metric")),
    "standards.list": Detail(noop("list taken away")),
    "standards.metric": Detail(noop("metric"), "standards.metric"),
    "standards.period": Detail(noop("period")),
    "standards.subjects": Detail(noop("subjects"), "standards.subject"),
    "standards.written": Detail(noop("values written")),
    "standards.copied_from": Detail(noop("copied from"), "standards.standardversion"),
    "standards.digest": Detail(noop("digest")),
    "standards.fields": Detail(noop("what was changed"), "field"),
    "standards.item_added": Detail(noop("item added")),
    "standards.item_changed": Detail(noop("item changed")),
    "standards.item_deleted": Detail(noop("item deleted")),
    "standards.item_moved": Detail(noop("item moved")),
    "standards.items_replaced": Detail(noop("items of the list")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "standards.plan": Named(area="area__path"),
    "standards.selection": Named(area="area__path"),
    "standards.target": Named(area="plan__area__path"),
    "standards.standardversion": Named(area="standard__area__path"),
    "standards.metric": Named(),
    "standards.subject": Named(area="area__path"),
}
