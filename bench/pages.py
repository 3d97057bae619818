"""Staff pages at 20 000 and 200 000 cases: p50/p95, queries a page, growth; memory; size of the database."""

from typing import Any

from bench.server import fresh, serve

SIZES = (20_000, 200_000)


def _at_size(cases: int) -> dict[str, Any]:
    with fresh() as installation:
        installation.manage("demo", "--cases", "0")
        empty = installation.database_bytes
        installation.manage("demo", "--reset", "--cases", str(cases))
        size = installation.database_bytes - empty
        targets = installation.ask("bench.targets")
        pages: dict[str, Any] = {}
        with serve(installation) as running:
            for name, page in targets["pages"].items():
                pages[name] = running.spent(page["path"], targets["cookie"]) | {"queries": page["queries"]}
            memory = running.worker_mib()
    per_case = size / targets["cases"]
    return {"pages": pages, "worker_mib": round(memory, 1), "mb_per_100k": round(per_case * 100_000 / 1e6, 1)}


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return the figures per size, and per page the growth of p95 from the smallest size to the largest."""
    found: dict[str, Any] = {str(size): _at_size(size) for size in sizes}
    small, large = found[str(sizes[0])]["pages"], found[str(sizes[-1])]["pages"]
    found["growth"] = {name: round(large[name]["p95_ms"] / small[name]["p95_ms"], 2) for name in large}
    return found


def show(found: dict[str, Any]) -> None:
    """Print p95 of the pages at each size, and what the cases take."""
    sizes = [size for size in found if size.isdigit()]
    print(f"{'page':>16} {'queries':>8}", *(f"{'p95 ms @' + size:>16}" for size in sizes), f"{'growth':>7}")
    for name, growth in found["growth"].items():
        rows = [found[size]["pages"][name] for size in sizes]
        print(f"{name:>16} {rows[-1]['queries']:>8}", *(f"{row['p95_ms']:16.1f}" for row in rows), f"{growth:7.2f}")
    for size in sizes:
        print(f"{size} cases: worker {found[size]['worker_mib']} MiB, {found[size]['mb_per_100k']} MB a 100 000 cases")
