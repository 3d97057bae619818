"""Run the benchmarks, print a table, and keep the figures with machine and date in `bench/results/`."""

import argparse
import json
import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import buildings, closing, divisions, intake, matrix, pages, points

RESULTS = Path(__file__).with_name("results")


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return {
        "cpu": cpu.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


def _print_intake(found: dict[str, Any]) -> None:
    print(f"{'intake':>10} {'rate/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'floor/s':>8} {'ratio':>6}")
    for concurrency in map(str, intake.CONCURRENCIES):
        row, low = found[concurrency]["intake"], found[concurrency]["floor"]
        figures = (row["rate"], row["p50"], row["p95"], row["p99"], low["rate"])
        print(f"{concurrency:>10}", *(f"{figure:8.1f}" for figure in figures), f"{found[concurrency]['ratio']:6.2f}")
    print(f"worker {found['worker_mib_after_intake']} MiB, cold start {found['cold_start_s']} s")


def _print_pages(found: dict[str, Any]) -> None:
    sizes = [size for size in found if size.isdigit()]
    print(f"{'page':>16} {'queries':>8}", *(f"{'p95 ms @' + size:>16}" for size in sizes), f"{'growth':>7}")
    for name, growth in found["growth"].items():
        rows = [found[size]["pages"][name] for size in sizes]
        print(f"{name:>16} {rows[-1]['queries']:>8}", *(f"{row['p95_ms']:16.1f}" for row in rows), f"{growth:7.2f}")
    for size in sizes:
        print(f"{size} cases: worker {found[size]['worker_mib']} MiB, {found[size]['mb_per_100k']} MB a 100 000 cases")


def _print_closing(found: dict[str, Any]) -> None:
    print(f"{'closing':>14} {'cases':>9} {'compute s':>10} {'freeze s':>9} {'CPU s':>7} {'peak MiB':>9}")
    for name, row in found.items():
        figures = (row["compute_wall_s"], row["confirm_wall_s"], row["cpu_s"], row["peak_mib"])
        print(f"{name:>14} {row['cases']:>9}", *(f"{figure:9.1f}" for figure in figures))


def _print_matrix(found: dict[str, Any]) -> None:
    print(f"{'matrix':>18} {'p50 ms':>8} {'p95 ms':>8}  ({found['communities']} communities, {found['queries']})")
    for name in ("first", "years page", "areas page", "after a new value"):
        print(f"{name:>18} {found[name]['p50_ms']:8.1f} {found[name]['p95_ms']:8.1f}")


def _print_points(found: dict[str, Any]) -> None:
    print(f"{'points':>28} {'a second':>10} {'of CPU':>10}  ({found['outlines']} outlines)")
    for name, row in found.items():
        if isinstance(row, dict) and "a_second" in row:
            print(f"{name:>28} {row['a_second']:>10} {row['a_second_of_cpu']:>10}")
    print(f"one look-up {found['one look-up, microseconds']} microseconds")


def _print_buildings(found: dict[str, Any]) -> None:
    print(f"{'buildings':>18} {'rows':>6} {'changed':>8} {'clock s':>8} {'CPU s':>6}")
    for name, row in found.items():
        if isinstance(row, dict) and "rows" in row:
            print(f"{name:>18} {row['rows']:>6} {row['changed']:>8} {row['wall_s']:8.1f} {row['cpu_s']:6.1f}")
    for name in buildings.SCREENS:
        print(f"{name:>18} p50 {found[name]['p50_ms']:.1f} ms, p95 {found[name]['p95_ms']:.1f} ms")


def _print_divisions(found: dict[str, Any]) -> None:
    print(f"{'divisions':>26} {'seconds':>8} {'CPU s':>7} {'peak MiB':>9}  (list made up: {found['made_up']})")
    for name in ("import", "import_older", "compare"):
        row = found[name]
        print(f"{name:>26} {row['s']:8.1f} {row['cpu_s']:7.1f} {row['peak_mib']:9}")
    for name, row in found["pages"].items():
        print(f"{name:>26} p50 {row['p50_ms']:.1f} ms, p95 {row['p95_ms']:.1f} ms")


def main() -> None:
    """Measure what was asked for; everything by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ["intake", "pages", "closing", "matrix", "points", "divisions"]
    parser.add_argument("what", nargs="*", choices=[*names, "buildings", []], help="default: all")
    parser.add_argument("--seconds", type=float, default=10, help="of load per concurrency")
    parser.add_argument("--sizes", type=int, nargs=2, default=pages.SIZES)
    options = parser.parse_args()
    found: dict[str, Any] = {"machine": machine(), "measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    if not options.what or "intake" in options.what:
        found["intake"] = intake.measure(options.seconds)
        _print_intake(found["intake"])
    if not options.what or "pages" in options.what:
        found["pages"] = pages.measure(tuple(options.sizes))
        _print_pages(found["pages"])
    if not options.what or "closing" in options.what:
        found["closing"] = closing.measure()
        _print_closing(found["closing"])
    if not options.what or "matrix" in options.what:
        found["matrix"] = matrix.measure()
        _print_matrix(found["matrix"])
    if not options.what or "points" in options.what:
        found["points"] = points.measure()
        _print_points(found["points"])
    if not options.what or "buildings" in options.what:
        found["buildings"] = buildings.measure()
        _print_buildings(found["buildings"])
    if not options.what or "divisions" in options.what:
        found["divisions"] = divisions.measure()
        _print_divisions(found["divisions"])
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y-%m-%d-%H%M}-{'-'.join(options.what) or 'all'}.json"
    kept.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"kept in bench/results/{kept.name}")


if __name__ == "__main__":
    main()
