"""Run the benchmarks, print their tables, and keep the figures with machine and date in `bench/results/`."""

import argparse
from collections.abc import Callable
from typing import Any

from bench import asof, buildings, closing, desk, divisions, intake, matrix, pages, points
from bench.record import Record

BENCHES: dict[str, tuple[Callable[..., dict[str, Any]], Callable[[dict[str, Any]], None]]] = {
    "intake": (intake.measure, intake.show),
    "pages": (pages.measure, pages.show),
    "closing": (closing.measure, closing.show),
    "matrix": (matrix.measure, matrix.show),
    "desk": (desk.measure, desk.show),
    "points": (points.measure, points.show),
    "divisions": (divisions.measure, divisions.show),
    "asof": (asof.measure, asof.show),
    "buildings": (buildings.measure, buildings.show),  # last: it ends the run where its material is absent
}
"""What can be measured: how, and how the figures are printed."""


def main() -> None:
    """Measure what was asked for; everything by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*BENCHES, []], help="default: all")
    parser.add_argument("--seconds", type=float, default=10, help="of load per concurrency, for intake")
    parser.add_argument("--sizes", type=int, nargs=2, default=pages.SIZES, help="in cases, for pages")
    options = parser.parse_args()
    given: dict[str, dict[str, Any]] = {
        "intake": {"seconds": options.seconds},
        "pages": {"sizes": tuple(options.sizes)},
    }
    record = Record("-".join(options.what) or "all")
    for name, (measure, show) in BENCHES.items():
        if not options.what or name in options.what:
            found = measure(**given.get(name, {}))
            record.keep(name, found)
            show(found)
    print(f"kept in {record}")


if __name__ == "__main__":
    main()
