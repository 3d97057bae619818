"""The tables that people read."""

import statistics
from typing import Any

from bench.districting.others import NAMES, cost_by


def print_head(packages: list[str]) -> None:
    """Print the head of the table of cities."""
    names = "".join(f"{NAMES[package]:>22}" for package in packages)
    print(f"{'city':>14} {'units':>5} {'J':>9} {'found s':>8} {'search':>8} {'proof':>7} {'gap':>7}{names}")


def print_row(row: dict[str, Any], seconds: float) -> None:
    """Print one city; of other tools J against ours, at our seconds and at theirs."""
    reached, gap = row.get("reached_s"), row["gap"]
    figures = [
        f"{row['name']:>14} {row['units']:>5}",
        f"{_number(row.get('best', row['J'])):>9}",
        f"{'-' if reached is None else format(reached, '.2f'):>8}",
        f"{_percent(row.get('search_gap')):>8}",
        f"{row.get('proof_s', 0.0):>7.1f}",
        f"{'proven' if row['proven'] else _percent(gap):>7}",
    ]
    for found in row.get("others", {}).values():
        early = _against(cost_by(found, seconds), row["J"])
        late = _against(found["J"], row["J"]) + ("" if found["feasible"] else "!")
        figures.append(f"{early + ' / ' + late:>21}")
    print(" ".join(figures), flush=True)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value:.2%}"


def _against(cost: float | None, ours: float | None) -> str:
    return "none" if cost is None or ours is None else f"{cost / ours - 1:+.1%}"


def print_summary(found: dict[str, Any], seconds: float) -> None:
    """Print what the targets ask for."""
    print(
        f"{found['instances']} cities: feasible {found['feasible']}; proven {found['proven_share']:.0%}, "
        f"worst gap open {_percent(found['worst_gap_open'])}; of the proven, "
        f"search has the optimum in {seconds:g} s on {found['reached_share']:.0%}, "
        f"worst {_percent(found['worst_search_gap'])}, median {_number(found['median_reached_s'])} s, "
        f"median proof {_number(found['median_proof_s'])} s"
    )
    for package, each in found.get("others", {}).items():
        print(
            f"{NAMES[package]:>14}: feasible {each['feasible']}/{each['cities']}, mean J against ours "
            f"{_percent(each['mean_above'])}, best {_percent(each['least_above'])}; in our seconds "
            f"{_percent(each['mean_above_early'])}, best {_percent(each['least_above_early'])}, "
            f"{each['early']} feasible"
        )


def compare(rows: list[dict[str, Any]], packages: list[str], seconds: float) -> dict[str, Any]:
    """Return for every tool how far its feasible plans are above ours (as shares), at our seconds and at its own."""
    found = {}
    for package in packages:
        pairs = [(row["others"][package], row["J"]) for row in rows if "others" in row and row["J"] is not None]
        late = [each["J"] / ours - 1 for each, ours in pairs if each["feasible"]]
        early = [cost / ours - 1 for each, ours in pairs if (cost := cost_by(each, seconds)) is not None]
        found[package] = {
            "cities": len(pairs),
            "feasible": len(late),
            "early": len(early),
            "mean_above": statistics.mean(late) if late else None,
            "least_above": min(late, default=None),
            "mean_above_early": statistics.mean(early) if early else None,
            "least_above_early": min(early, default=None),
        }
    return found
