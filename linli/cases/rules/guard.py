"""The one guard: may this act happen to this case, and if not, which rules say so."""

from collections.abc import Callable
from dataclasses import dataclass

from linli.cases.rules.table import NEVER_CLOSED, REPORTER_ACTS, SYSTEM_ACTS, TABLE, Carry
from linli.cases.terms import TERMINAL, Act, AdjustmentKind, DeclineReason, Level, OwnerClass, State
from linli.values import Reason, noop


@dataclass(frozen=True)
class Facts:
    """What is known about the case and the policy of its category when an act is tried."""

    state: State
    owner_class: OwnerClass | None = None
    closed_acts: frozenset[str] = frozenset()
    needs_photo: bool = False
    needs_after_photo: bool = False
    needs_lead: bool = False
    desk_check: bool = False
    is_drawn: bool = False
    is_unsafe: bool = False
    may_revisit: bool = True
    open_assists: int = 0
    coordination: Level | None = None
    is_held: bool = False
    was_held: bool = False
    is_overdue: bool = False
    extensions: int = 0
    extensions_max: int = 2
    pending: frozenset[AdjustmentKind] = frozenset()
    appealed: bool = False
    exempted: bool = False
    rated: bool = False
    urged: bool = False
    may_reopen: bool = True
    repeated_reporter: bool = False


@dataclass(frozen=True)
class Attempt:
    """Who tries and what is brought along."""

    act: Act
    carried: frozenset[Carry] = frozenset()
    may: bool = True
    by_reporter: bool = False
    by_system: bool = False
    level: Level | None = None
    in_unit: bool = False
    acts_for_unit: bool = True
    is_handler: bool = False
    is_asker: bool = False
    is_lead: bool = False
    target_state: State | None = None
    target_is_same: bool = False
    unit_is_community: bool = False
    unit_is_known: bool = False
    unit_is_by_rule: bool = True
    explained: bool = True
    has_admission: bool = False
    reason: str = ""
    within_hold_max: bool = True
    until_ahead: bool = True


@dataclass(frozen=True)
class Verdict:
    """Whether an act may happen, with every rule that speaks against it."""

    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Return whether nothing speaks against the act."""
        return not self.reasons


Check = Callable[[Facts, Attempt], Reason | None]
_CASES = "cases.md"


def judge(facts: Facts, attempt: Attempt) -> Verdict:
    """
    Return whether an act may happen now; state first, because nothing else matters where the act has no row.

    Source: design/cases.md, transitions; rules 003-23 and 004-16.
    """
    move = TABLE[attempt.act]
    if facts.state not in move.starts:
        return Verdict((_no_row(facts, attempt),))
    if attempt.act.value in facts.closed_acts and attempt.act not in NEVER_CLOSED:
        return Verdict((Reason("category.closed_acts", noop("The category does not allow this act.")),))
    checks: tuple[Check, ...] = (_may, *CHECKS.get(attempt.act, ()), _carries)
    found = tuple(reason for check in checks if (reason := check(facts, attempt)) is not None)
    return Verdict(found)


def offer(facts: Facts, attempt: Attempt) -> Verdict:
    """Return the verdict on offering an act as a button: nothing is brought along yet, so nothing can be missing."""
    missing = _carries(facts, attempt)
    return Verdict(tuple(reason for reason in judge(facts, attempt).reasons if reason != missing))


def _no_row(facts: Facts, attempt: Attempt) -> Reason:
    text = noop("A case in the state “%(state)s” does not allow “%(act)s”.")
    return Reason(f"{_CASES}#transitions", text, {"state": facts.state.label, "act": attempt.act.label})


def _may(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.by_reporter and attempt.act in REPORTER_ACTS:
        return None
    if attempt.by_system and attempt.act in SYSTEM_ACTS:
        return None
    if attempt.may and not attempt.by_reporter and not attempt.by_system:
        return None
    return Reason("access", noop("Your duties do not include this act here."))


def _carries(facts: Facts, attempt: Attempt) -> Reason | None:
    wanted = set(TABLE[attempt.act].carries)
    if attempt.act is Act.ANSWER and facts.needs_after_photo:
        wanted.add(Carry.AFTER_PHOTO)
    if attempt.act is Act.FILE and facts.needs_photo:
        wanted.add(Carry.BEFORE_PHOTO)
    missing = tuple(carry.label for carry in Carry if carry in wanted - attempt.carried)
    return (
        Reason(f"{_CASES}#must-carry", noop("Still missing: %(missing)s."), {"missing": missing}) if missing else None
    )


def _own_class_only(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.level is Level.COMMUNITY and facts.owner_class is not OwnerClass.COMMUNITY:
        return Reason("003-23", noop("A community dispatches only cases of its own class; ask the subdistrict."))
    return None


def _coordinated(facts: Facts, attempt: Attempt) -> Reason | None:
    order = {Level.COMMUNITY: 0, Level.SUBDISTRICT: 1, Level.DISTRICT: 2}
    if facts.coordination is None or attempt.level is None or order[attempt.level] >= order[facts.coordination]:
        return None
    text = noop("After repeated refusals only the %(level)s decides whose case it is.")
    return Reason(f"{_CASES}#refuse", text, {"level": facts.coordination.label})


def _admitted(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.owner_class is OwnerClass.DEPARTMENT and attempt.unit_is_community and not attempt.has_admission:
        text = noop("A department's duty may not be pushed onto a community without an approved admission.")
        return Reason("004-16", text)
    return None


def _override_explained(facts: Facts, attempt: Attempt) -> Reason | None:
    if Carry.UNIT in attempt.carried and not attempt.unit_is_by_rule and not attempt.explained:
        text = noop("This is not the unit the responsibility rules name; say why.")
        return Reason(f"{_CASES}#responsibility", text)
    return None


def _own_class_handled(facts: Facts, attempt: Attempt) -> Reason | None:
    if Carry.CATEGORY in attempt.carried and facts.owner_class is not OwnerClass.COMMUNITY:
        return Reason("003-23", noop("Only cases of the community's own class are solved on the spot."))
    return None


def _second_person(facts: Facts, attempt: Attempt) -> Reason | None:
    needed = facts.repeated_reporter or attempt.reason == DeclineReason.UNREASONABLE
    if AdjustmentKind.DECLINE in facts.pending:
        return _not_asker(facts, attempt)
    if needed:
        text = noop("A second person must decide: propose not to accept instead.")
        return Reason(f"{_CASES}#decline", text)
    return None


def _not_asker(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.is_asker:
        return Reason(f"{_CASES}#second-person", noop("Whoever asked cannot decide as well."))
    return None


def _pending(kind: AdjustmentKind) -> Check:
    def check(facts: Facts, attempt: Attempt) -> Reason | None:
        if kind in facts.pending:
            return None
        return Reason(f"{_CASES}#second-person", noop("Nobody has asked for this yet."))

    return check


def _not_pending(kind: AdjustmentKind) -> Check:
    def check(facts: Facts, attempt: Attempt) -> Reason | None:
        if kind in facts.pending:
            return Reason(f"{_CASES}#second-person", noop("This has been asked for already and waits for a decision."))
        return None

    return check


def _target(facts: Facts, attempt: Attempt) -> Reason | None:
    if Carry.TARGET not in attempt.carried:
        return None
    if attempt.target_is_same:
        return Reason(f"{_CASES}#merge", noop("A case cannot be merged into itself."))
    if attempt.target_state in TERMINAL:
        return Reason(f"{_CASES}#merge", noop("A case can only be merged into one that is still open."))
    return None


def _no_open_assists(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.open_assists:
        text = noop("%(count)s assisting units have not finished; finish or release them first.")
        return Reason(f"{_CASES}#tasks", text, {"count": facts.open_assists})
    return None


def _not_handler(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.is_handler:
        return Reason(f"{_CASES}#check", noop("Whoever handled a case cannot check it."))
    return None


def _checked(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.state is State.ANSWERED and not facts.desk_check:
        return Reason(f"{_CASES}#check", noop("This category is closed only after a check on site."))
    return None


def _not_drawn(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.state is State.ANSWERED and facts.desk_check and facts.is_drawn:
        return Reason(f"{_CASES}#sample", noop("This answer was drawn for the sample: it is checked on site."))
    return None


def _lead_confirms(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.needs_lead and not attempt.is_lead:
        return Reason("category.needs_lead", noop("In this category the unit's lead confirms the answer."))
    return None


def _window(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.by_reporter and not facts.may_reopen:
        return Reason(f"{_CASES}#reopen", noop("The time for reopening is over; please report again."))
    return None


def _once(flag: str, text: str) -> Check:
    def check(facts: Facts, attempt: Attempt) -> Reason | None:
        return Reason(f"{_CASES}#once", text) if getattr(facts, flag) else None

    return check


def _not_overdue(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.is_overdue:
        return Reason(f"{_CASES}#overdue", noop("The case is overdue; it is too late to ask."))
    return None


def _overdue(facts: Facts, attempt: Attempt) -> Reason | None:
    if not facts.is_overdue:
        return Reason(f"{_CASES}#overdue", noop("The case was not overdue; there is nothing to appeal against."))
    return None


def _not_held(facts: Facts, attempt: Attempt) -> Reason | None:
    return Reason(f"{_CASES}#hold", noop("The case is on hold.")) if facts.is_held else None


def _held(facts: Facts, attempt: Attempt) -> Reason | None:
    return None if facts.is_held else Reason(f"{_CASES}#hold", noop("The case is not on hold."))


def _hold_short_enough(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.within_hold_max:
        return None
    return Reason(f"{_CASES}#hold", noop("The hold must end in the future and within the longest time allowed."))


def _until_ahead(facts: Facts, attempt: Attempt) -> Reason | None:
    return None if attempt.until_ahead else Reason(f"{_CASES}#notice", noop("The day must lie in the future."))


def _calm(facts: Facts, attempt: Attempt) -> Reason | None:
    if not facts.is_unsafe:
        return None
    return Reason(f"{_CASES}#safe", noop("The place has not been made safe yet; report that first."))


def _unsafe(facts: Facts, attempt: Attempt) -> Reason | None:
    return None if facts.is_unsafe else Reason(f"{_CASES}#safe", noop("Nothing waits to be made safe here."))


def _revisit_due(facts: Facts, attempt: Attempt) -> Reason | None:
    return None if facts.may_revisit else Reason(f"{_CASES}#revisit", noop("No re-visit of this case is due now."))


def _extensions_left(facts: Facts, attempt: Attempt) -> Reason | None:
    if facts.extensions >= facts.extensions_max:
        text = noop("A case is extended at most %(count)s times.")
        return Reason(f"{_CASES}#extend", text, {"count": facts.extensions_max})
    return None


def _urged(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.by_reporter and facts.urged:
        return Reason(f"{_CASES}#urge", noop("You have urged already; please give the unit some time."))
    return None


def _not_in_unit(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.in_unit:
        return Reason(f"{_CASES}#call-back", noop("The handling unit does not call back itself."))
    return None


def _speaks_for_unit(facts: Facts, attempt: Attempt) -> Reason | None:
    if attempt.acts_for_unit or attempt.by_system:
        return None
    return Reason(f"{_CASES}#unit", noop("Only the responsible unit may do this."))


def _has_assists(facts: Facts, attempt: Attempt) -> Reason | None:
    return None if facts.open_assists else Reason(f"{_CASES}#tasks", noop("No unit is assisting."))


def _unit_free(facts: Facts, attempt: Attempt) -> Reason | None:
    if Carry.UNIT in attempt.carried and attempt.unit_is_known:
        return Reason(f"{_CASES}#tasks", noop("This unit works on the case already."))
    return None


CHECKS: dict[Act, tuple[Check, ...]] = {
    Act.SELF_HANDLE: (_own_class_handled, _not_pending(AdjustmentKind.DECLINE)),
    Act.DECLINE: (_second_person,),
    Act.ASK_DECLINE: (_not_pending(AdjustmentKind.DECLINE),),
    Act.MERGE: (_target, _no_open_assists),
    Act.DISPATCH: (_own_class_only, _coordinated, _admitted, _override_explained),
    Act.ASSIST: (_admitted, _unit_free),
    Act.SIGN: (_speaks_for_unit,),
    Act.REFUSE: (_speaks_for_unit,),
    Act.FINISH: (_has_assists, _speaks_for_unit),
    Act.RELEASE: (_has_assists,),
    Act.HEED: (_speaks_for_unit,),
    Act.ANSWER: (_speaks_for_unit, _lead_confirms),
    Act.CHECK: (_no_open_assists,),
    Act.FAIL: (_not_handler,),
    Act.CLOSE: (_checked, _not_drawn, _not_handler, _no_open_assists),
    Act.ALERT: (_calm,),
    Act.SECURE: (_unsafe,),
    Act.REVISIT: (_revisit_due, _not_handler),
    Act.REOPEN: (_window,),
    Act.APPEAL: (_once("appealed", noop("An appeal is possible once.")),),
    Act.ASK_VOID: (_not_pending(AdjustmentKind.VOID),),
    Act.VOID: (_pending(AdjustmentKind.VOID), _not_asker),
    Act.HOLD_ASK: (
        _speaks_for_unit,
        _not_overdue,
        _once("was_held", noop("A case is put on hold at most once.")),
        _not_held,
        _calm,
        _not_pending(AdjustmentKind.HOLD),
        _hold_short_enough,
    ),
    Act.HOLD: (_pending(AdjustmentKind.HOLD), _not_asker, _not_held, _not_overdue, _calm),
    Act.HOLD_DENY: (_pending(AdjustmentKind.HOLD), _not_asker),
    Act.HOLD_END: (_held,),
    Act.EXTEND_ASK: (
        _speaks_for_unit,
        _not_overdue,
        _not_held,
        _extensions_left,
        _not_pending(AdjustmentKind.EXTENSION),
    ),
    Act.EXTEND: (_pending(AdjustmentKind.EXTENSION), _not_asker, _not_held),
    Act.EXTEND_DENY: (_pending(AdjustmentKind.EXTENSION), _not_asker),
    Act.URGE: (_urged,),
    Act.NOTICE: (_until_ahead,),
    Act.CALL_BACK: (_not_in_unit,),
    Act.RATE: (_once("rated", noop("A result is rated once.")),),
    Act.EXEMPT_ASK: (
        _speaks_for_unit,
        _overdue,
        _once("exempted", noop("An appeal against overdue is possible once.")),
    ),
    Act.EXEMPT: (_pending(AdjustmentKind.EXEMPTION), _not_asker),
}
"""Act -> the checks beyond state, duty and what must be carried."""
