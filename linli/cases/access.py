"""Who may do what with cases: action codes; scope is the appointment's area and organisation subtree."""

from linli.values import noop

ACTIONS: dict[str, str] = {
    "cases.view": noop("See cases"),
    "cases.report": noop("Register reports"),
    "cases.file": noop("Claim, file, classify and place cases"),
    "cases.verify": noop("Send cases to verification and report on it"),
    "cases.self_handle": noop("Solve cases on the spot"),
    "cases.decline": noop("Decline reports"),
    "cases.confirm": noop("Confirm declining and voiding as second person"),
    "cases.merge": noop("Merge cases"),
    "cases.dispatch": noop("Dispatch cases and ask units to assist"),
    "cases.sign": noop("Sign for tasks"),
    "cases.refuse": noop("Refuse tasks"),
    "cases.answer": noop("Answer tasks"),
    "cases.rework": noop("Send answers back for rework"),
    "cases.check": noop("Send answers to check"),
    "cases.fail": noop("Fail a check"),
    "cases.close": noop("Pass a check and close cases"),
    "cases.reopen": noop("Reopen closed cases"),
    "cases.void": noop("Propose to declare cases void"),
    "cases.hold": noop("Ask to put cases on hold"),
    "cases.extend": noop("Ask for extensions"),
    "cases.approve": noop("Decide on holds and extensions"),
    "cases.urge": noop("Urge cases"),
    "cases.supervise": noop("Supervise, give notice and escalate"),
    "cases.call_back": noop("Call reporters back"),
    "cases.reveal": noop("See how to reach a reporter"),
    "cases.exempt": noop("Review appeals against overdue"),
    "cases.export": noop("Export cases"),
    "cases.import": noop("Import cases"),
    "cases.categories": noop("Edit categories, limits and responsibility rules"),
}
"""Action code -> label (message id)."""
