"""The acts of the console; each returns one object to print as JSON and the exit status."""

import json
import math
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from linli.districting.checks import check, describe_pieces
from linli.districting.console.search import search
from linli.districting.console.words import ConsoleError
from linli.districting.explain import explain
from linli.districting.plan import canonical, criteria
from linli.districting.problem import FREE, Ints, ProblemError
from linli.districting.reading import Reading, read_any, read_pairs
from linli.districting.writing import WRITERS, WritingError, read_plan, titles, write_plan
from linli.values import Reason, noop

Translate = Callable[[str], str]
READING = ("low", "high", "wished", "lines", "pairs", "neighbours", "barrier_m", "columns", "where")
DONE, NO_PLAN, WRONG = 0, 1, 2
"""Exit status: an answer; an answer that there is no plan; an error, said in one sentence."""
SHOWN = 20
"""Rejected rows that are shown; all are counted."""


def run(act: str, options: Mapping[str, Any], *, out: TextIO, err: TextIO, translate: Translate = str) -> int:
    """Do one act, print its answer to `out` or its error to `err`, and return the exit status."""
    try:
        answer, status = ACTS[act](options, err, translate)
    except (ProblemError, WritingError, ConsoleError) as error:
        err.write(error.reason.render(translate) + "\n")
        return WRONG
    except OSError as error:
        text = translate(noop("The file %(file)s cannot be used: %(why)s."))
        err.write(text % {"file": error.filename or options["input"], "why": error.strerror or error} + "\n")
        return WRONG
    out.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    return status


def _read(options: Mapping[str, Any]) -> Reading:
    given = {name: options.get(name) for name in READING}
    given["columns"], given["where"] = dict(given["columns"] or []), dict(given["where"] or [])
    given["neighbours"] = given["neighbours"] or "auto"
    wishes = given.pop("pairs")
    if Path(options["input"]).suffix.lower() == ".npz":
        given = {name: given[name] for name in ("low", "high", "wished")}
    reading = read_any(options["input"], **given)
    if not wishes:
        return reading
    found = read_pairs(Path(wishes), reading.problem)
    return replace(reading, problem=found.problem, rejected_pairs=found.rejected)


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of those that it started and saw end."""
    return sum(os.times()[:4])


def _said(reasons: Iterable[Reason], translate: Translate) -> list[str]:
    return [reason.render(translate) for reason in reasons]


def _input(reading: Reading, translate: Translate) -> dict[str, Any]:
    """Return what was read, and which rows were not."""
    problem = reading.problem
    lost = [*reading.rejected, *reading.rejected_lines, *reading.rejected_pairs]
    return {
        "rows": reading.total,
        "accepted": reading.accepted,
        "rejected": len(reading.rejected),
        "rejected_rows": _said((each.reason for each in lost[:SHOWN]), translate),
        "units": problem.n,
        "households": problem.total,
        "borders": len(problem.borders),
        "neighbours": reading.neighbours,
        "min": problem.low,
        "max": problem.high,
        "notes": _said(describe_pieces(problem, barrier_m=reading.barrier_m), translate),
    }


# check


def _check(options: Mapping[str, Any], err: TextIO, translate: Translate) -> tuple[dict[str, Any], int]:
    begun = _cpu_s()
    reading = _read(options)
    reasons = check(reading.problem, barrier_m=reading.barrier_m)
    answer = {
        "possible": not reasons,
        "reasons": _said(reasons, translate),
        "counts": [reading.problem.counts[0], reading.problem.counts[-1]] if reading.problem.counts else [],
        **_input(reading, translate),
        "cpu_s": round(_cpu_s() - begun, 3),
    }
    return answer, NO_PLAN if reasons else DONE


# solve


def _solve(options: Mapping[str, Any], err: TextIO, translate: Translate) -> tuple[dict[str, Any], int]:
    _refuse_target(options["out"])
    cpu, wall = _cpu_s(), time.monotonic()
    reading = _read(options)
    reasons = check(reading.problem, barrier_m=reading.barrier_m)
    found = None if reasons else search(reading.problem, options, err)
    if found is not None:
        reasons = found.reasons
    best = found.plans[0] if found is not None and found.plans else None
    answer: dict[str, Any] = {"J": None, "k": None, "feasible": False, "contiguous": None, "out_of_bounds": None}
    if best is not None:
        answer |= {"J": best.cost, **{key: best.criteria[key] for key in list(answer)[1:]}}
    answer |= {
        "cpu_s": round(_cpu_s() - cpu, 3),
        "wall_s": round(time.monotonic() - wall, 3),
        "bound": found.bound if found else None,
        "gap": found.gap if found else None,
        "criteria": best.criteria if best else {},
        "reasons": _said(reasons, translate),
        "seed": options["seed"],
        "input": _input(reading, translate),
    }
    if found is not None and best is not None:
        answer |= _extras(found, options, translate)
        _write(options, reading, best.labels)
    return _plain(answer), DONE if best is not None else NO_PLAN


def _extras(found: Any, options: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    return {
        "candidates": [
            {
                "J": plan.cost,
                "objective": plan.objective,
                "criteria": plan.criteria,
                "best_at": _said(best_at, translate),
            }
            for plan, best_at in zip(found.plans, found.best_at or [[]] * len(found.plans), strict=True)
        ],
        "log": found.log,
        "out": str(options["out"]) if options["out"] else None,
    }


def _refuse_target(out: Path | None) -> None:
    """Refuse a target that would only fail when everything is done."""
    if out is not None and (out.suffix.lower() not in WRITERS or not out.parent.is_dir()):
        text = noop(
            "The plan cannot be written to %(file)s: the folder must exist, and the ending be one of %(known)s."
        )
        raise ConsoleError(Reason("districting.no_target", text, {"file": str(out), "known": ", ".join(WRITERS)}))


def side_file(out: Path) -> Path:
    """Return where a plan's origin is kept, so that `explain` needs the plan alone."""
    return out.with_name(out.name + ".json")


def _write(options: Mapping[str, Any], reading: Reading, labels: Ints) -> None:
    out = options["out"]
    if out is None:
        return
    write_plan(out, reading, labels)
    given = {name: options.get(name) for name in READING}
    given |= {name: str(Path(options[name]).resolve()) for name in ("input", "lines", "pairs") if options.get(name)}
    origin = {"options": given, "labels": labels.tolist()}
    side_file(out).write_text(json.dumps(origin, default=str, ensure_ascii=False), "utf-8")


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it: numbers of numpy as those of Python, no NaN."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


# explain


def _origin(plan: Path) -> dict[str, Any]:
    """Return the options and labels that `solve` left beside a plan; nothing if it left none."""
    try:
        found = json.loads(side_file(plan).read_text("utf-8"))
        return {"options": dict(found["options"]), "labels": list(found["labels"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _explain(options: Mapping[str, Any], err: TextIO, translate: Translate) -> tuple[dict[str, Any], int]:
    origin = _origin(options["plan"])
    if options["input"] is None and not origin:
        text = noop("Say of which input %(file)s is the plan: explain PLAN INPUT.")
        raise ConsoleError(Reason("districting.no_input", text, {"file": str(options["plan"])}))
    merged = {
        **origin.get("options", {}),
        **{name: value for name, value in options.items() if value not in (None, [])},
    }
    reading = _read(merged)
    labels = read_plan(options["plan"], reading, origin.get("labels"))
    if (labels == FREE).any():
        text = noop("%(count)s units of the plan belong to no community yet; only a complete plan can be explained.")
        raise ConsoleError(Reason("districting.incomplete", text, {"count": int((labels == FREE).sum())}))
    labels = canonical(labels)
    called = titles(reading, labels)
    found = explain(reading.problem, labels, stretches=reading.stretches, called=called)
    answer = {
        "criteria": criteria(reading.problem, labels),
        "communities": [
            {"community": number, "name": name, "reasons": _said(reasons, translate)}
            for number, (name, reasons) in enumerate(zip(called, found.communities, strict=True))
        ],
        "boundaries": _said(found.boundaries, translate),
        "units": [_said(reasons, translate) for reasons in found.units],
    }
    return _plain(answer), DONE


ACTS = {"solve": _solve, "check": _check, "explain": _explain}
