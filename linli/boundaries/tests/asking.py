"""What tests of the engine share: two plans of the town, and work that is done."""

from linli.boundaries import services
from linli.boundaries.models import Plan, Run
from linli.boundaries.queries.comparing import Comparison
from linli.boundaries.samples import NOON
from linli.boundaries.terms import RunKind, RunState

PROOF = {"task": [1500, 3500, 4], "is_bound_for_all": True, "pairs": {"together": [], "apart": []}}
CHUNKS = {"chunks": 30, "count": 4}
STRIPES = [number % 8 // 2 for number in range(32)]
HALVES = [number % 8 // 4 + 2 * (number // 16) for number in range(32)]


def make_done(plan: Plan) -> Run:
    """Make work of the engine that ended with two choices."""
    figures = Comparison(plan.project, [plan]).figures[0]
    said = {"rule": "districting.best_boundary", "text": "Cheapest boundaries of all candidates: J is %(J).0f."}
    choices = [
        {
            "labels": labels,
            "moves": [[unit, STRIPES[unit], labels[unit]] for unit in range(32) if STRIPES[unit] != labels[unit]],
            "households": 250 * sum(STRIPES[unit] != labels[unit] for unit in range(32)),
            "findings": [],
            "figures": figures | {"J": 700.0},
            "best_at": [said | {"params": {"J": 700.0}}],
            "name": name,
        }
        for name, labels in (("候选一", [1, *STRIPES[1:]]), ("候选二", HALVES))
    ]
    return Run.objects.create(
        project=plan.project,
        plan=plan,
        step=plan.head,
        kind=RunKind.PROPOSE,
        state=RunState.DONE,
        asked_at=NOON,
        result={"choices": choices, "before": figures, "notes": [], "bound": 650.0, "gap": 0.07, **PROOF},
    )


def clock():
    return NOON


def ask(plan, kind, actor=None, **params):
    """Ask the engine and have it done; the work as it is then."""
    run = services.start_run(
        project=plan.project, plan=plan, head=plan.head_id, kind=kind, params=params, actor=actor, now=NOON
    )
    services.carry_out(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    return run
