"""
Measure districting, print tables, and keep the figures with machine and date in `bench/results/`.

All seconds are CPU seconds of one process; one process runs at a time. Other tools run in an environment of their own.
"""

import argparse
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any

from bench.districting import blocks, graphs, others, single, table, whole
from bench.districting.instances import FIRST_SEED, fresh_cities, given_cities
from bench.record import Record

Keep = Callable[[Any], None]
PARTS = ("cities", "cut-edges", "frontier", "blocks", "city")


def _arguments() -> Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.districting", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*PARTS, []], help="default: everything")
    parser.add_argument("--fresh", type=int, default=100, help="cities made afresh")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="seed of the first of them")
    parser.add_argument("--seconds", type=float, default=3.0, help="of search")
    parser.add_argument("--proof-seconds", type=float, default=60.0, help="of search and proof together")
    parser.add_argument("--edge-seconds", type=float, default=20.0, help="of search on public graphs")
    parser.add_argument("--block-seconds", type=float, default=2.0, help="of search on real blocks")
    parser.add_argument("--city-seconds", type=float, default=60.0, help="for a whole city")
    parser.add_argument(
        "--sizes", type=float, nargs="*", default=[4 * whole.GIVEN_SIZE], help="of fresh cities, in times the real case"
    )
    parser.add_argument("--others", type=int, default=6, help="on how many cities other tools run as well; 0 for none")
    parser.add_argument("--other-seconds", type=float, default=60.0, help="of every other tool on every city")
    return parser.parse_args()


def _cities(options: Namespace, keep: Keep) -> dict[str, Any]:
    """Measure the given cities and the fresh ones, with the other tools if wanted; keeps every row at once."""
    packages = others.install() if options.others else []
    single.warm_up()
    table.print_head(packages)
    rows: list[dict[str, Any]] = []
    for name, problem in chain(given_cities(), fresh_cities(options.fresh, options.first)):
        row = {"name": name, **single.measure(problem, seconds=options.seconds, proof_seconds=options.proof_seconds)}
        if packages and len(rows) < options.others:
            row["others"] = others.measure(problem, packages, options.other_seconds)
        rows.append(row)
        keep({"rows": rows})
        table.print_row(row, options.seconds)
    found = single.summary(rows, options.seconds)
    if packages:
        found["others"] = table.compare(rows, packages, options.seconds)
    table.print_summary(found, options.seconds)
    missing = [each for each in others.NAMES if options.others and each not in packages]
    return {"rows": rows, "summary": found, "not_installed": missing}


MEASURES: dict[str, Callable[[Namespace, Keep], Any]] = {
    "cities": _cities,
    "cut-edges": lambda options, _: graphs.cut_edges(options.edge_seconds, options.proof_seconds),
    "frontier": lambda _, __: graphs.trade(),
    "blocks": lambda options, _: blocks.measure(options.block_seconds),
    "city": lambda options, _: whole.measure(options.city_seconds, options.sizes),
}


def main() -> None:
    """Measure what was asked for; everything by default."""
    options = _arguments()
    record = Record("districting", options=vars(options))
    for part in options.what or PARTS:
        print(f"== {part}", flush=True)
        record.keep(part, MEASURES[part](options, partial(record.keep, part)))
    print(f"kept in {record}")


if __name__ == "__main__":
    main()
