"""Draw the pictures of docs/districting and write the files of its tutorial to build/tutorial.

python -m tools.plan_pictures
"""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from bench.cities import make_city
from linli.districting import Problem, Weights, solve, stopping
from linli.districting.bound import prove
from linli.districting.objective import offices
from linli.districting.plan import canonical, cost_of, households_of
from linli.districting.reading import Reading, read, read_any
from linli.districting.runs import CHUNKS
from linli.districting.solving import Solver
from tools.drawing import LINES, Labels, Picture, chart, colours

ROOT = Path(__file__).resolve().parents[1]
TARGET, TUTORIAL = ROOT / "docs" / "districting" / "img", ROOT / "build" / "tutorial"
SEED_OF_CITY, SEED, RUNS = 2026, 4, 6
DARK = ("#ffffff", "#e8eef2", "#cfdde6", "#a9c3d3", "#7fa5bd", "#55869f")


def main() -> None:
    """Draw everything anew."""
    TARGET.mkdir(parents=True, exist_ok=True)
    TUTORIAL.mkdir(parents=True, exist_ok=True)
    city = make_city(SEED_OF_CITY)
    np.savez(TUTORIAL / "city.npz", **city)
    reading = read_any(TUTORIAL / "city.npz")
    write_files(city, reading)
    drawn = {
        "city.svg": draw_city(reading),
        "plan.svg": draw_tutorial(city, reading),
        "stages.svg": draw_stages(reading),
        "terms.svg": draw_terms(reading),
        "bound.svg": draw_bound(reading.problem),
    }
    for name, text in drawn.items():
        (TARGET / name).write_text(text, encoding="utf-8")
        print(f"{name:>12} {len(text) / 1024:.0f} kB")


def courses(reading: Reading) -> dict[int, Any]:
    """Return the lines of the map by class: what two units share."""
    edges, shapes = reading.problem.borders, shapes_of(reading)
    shared = shapely.intersection(shapes[edges.u], shapes[edges.v], grid_size=0.1)
    return {kind: shapely.line_merge(shapely.union_all(shared[edges.kind == kind])) for kind in LINES}


def shapes_of(reading: Reading) -> Any:
    """Return (n,) the outlines of the units."""
    assert reading.shapes is not None
    return reading.shapes


def write_files(city: dict[str, Any], reading: Reading) -> None:
    """Write the buildings and the lines as somebody would have them."""
    with (TUTORIAL / "buildings.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["x", "y", "households", "compound"])
        for x, y, households, unit in zip(city["bx"], city["by"], city["bh"], city["bu"], strict=True):
            table.writerow([f"{x:.1f}", f"{y:.1f}", int(households), int(unit)])
    features = [
        {"type": "Feature", "properties": {"kind": kind}, "geometry": json.loads(shapely.to_geojson(part))}
        for kind, course in courses(reading).items()
        for part in shapely.get_parts(course)
        if part.geom_type == "LineString"
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (TUTORIAL / "lines.geojson").write_text(text, encoding="utf-8")


def draw_city(reading: Reading) -> str:
    """Return the city before anything is decided."""
    problem, shapes = reading.problem, shapes_of(reading)
    picture = Picture(shapely.union_all(shapes))
    picture.panel(f"{problem.n} units, {problem.total} households")
    for shape, households in zip(shapes, problem.households.tolist(), strict=True):
        shade = DARK[min(-(-households // 150), len(DARK) - 1)]
        picture.fill(shape, shade, edge="#bbbbbb")
    draw_lines(picture, reading)
    for old in np.unique(problem.existing):
        outline = shapely.union_all(shapes[problem.existing == old])
        picture.fill(outline, "none", edge="#000000", width=6, more=' stroke-dasharray="24 14"')
    return picture.svg(520)


def draw_lines(picture: Picture, reading: Reading) -> None:
    """Draw streets, main roads, river."""
    for kind, course in courses(reading).items():
        picture.line(course, *LINES[kind])


def draw_plan(picture: Picture, reading: Reading, labels: Labels) -> None:
    """Draw communities, hatched where out of bounds, with their households."""
    problem, shapes, edges = reading.problem, shapes_of(reading), reading.problem.borders
    labels, size = canonical(labels), households_of(problem, canonical(labels))
    pairs = zip(labels[edges.u].tolist(), labels[edges.v].tolist(), strict=True)
    chosen = colours({(a, b) for a, b in pairs if a != b}, len(size))
    joined = [shapely.union_all(shapes[labels == label]) for label in range(len(size))]
    outlines = [shapely.buffer(shape, 0.6, join_style="mitre").buffer(-0.6, join_style="mitre") for shape in joined]
    for outline, colour, households in zip(outlines, chosen, size.tolist(), strict=True):
        picture.fill(outline, colour)
        if not problem.low <= households <= problem.high:
            picture.fill(outline, "url(#out)")
    draw_lines(picture, reading)
    for outline, households in zip(outlines, size.tolist(), strict=True):
        picture.fill(outline, "none", edge="#222222", width=7)
        x, y = shapely.maximum_inscribed_circle(shapely.get_parts(outline)[0], tolerance=5).coords[0]
        picture.text(x, y, str(households))


def draw_tutorial(city: dict[str, Any], reading: Reading) -> str:
    """Return the plan that the tutorial makes of its files, on the outlines of the compounds."""
    found = read(TUTORIAL / "buildings.csv", low=1_500, high=3_500, wished=9, lines=TUTORIAL / "lines.geojson")
    result = solve(found.problem, stop=stopping.iterations(64), seed=1)
    labels = np.full(reading.problem.n, -1, np.int64)
    labels[city["bu"][found.rows - 2]] = result.plans[0].labels[found.of]
    settle_plots(reading.problem, labels)
    picture = Picture(shapely.union_all(shapes_of(reading)))
    picture.panel(f"{result.plans[0].k} communities, households of each")
    draw_plan(picture, reading, labels)
    return picture.svg(520)


def settle_plots(problem: Problem, labels: Labels) -> None:
    """Give what has no building, and so no label yet, to a neighbour; changes labels."""
    edges = problem.borders
    while (labels < 0).any():
        for one, other in ((edges.u, edges.v), (edges.v, edges.u)):
            open_ends = np.flatnonzero((labels[one] < 0) & (labels[other] >= 0))
            labels[one[open_ends]] = labels[other[open_ends]]


def draw_stages(reading: Reading) -> str:
    """Return start, annealing and exact cover of one city side by side."""
    problem = reading.problem
    solver = Solver(problem, seed=SEED)
    stages = []
    for number in range(RUNS):
        labels, k = solver.start(number)
        if number == 0:
            stages.append(("Start", labels[solver.prepared.group]))
        solver.runner.begin(labels, k, number)
        for chunk in range(CHUNKS):
            solver.runner.chunk(chunk)
        solver.finish_run(number)
        if number in {0, RUNS - 1}:
            assert solver.best is not None
            stages.append(("After one run" if number == 0 else f"After {RUNS} runs and covers", solver.best))
    picture = Picture(shapely.union_all(shapes_of(reading)))
    for title, labels in stages:
        picture.panel(f"{title}: J {cost_of(problem, labels):.0f}")
        draw_plan(picture, reading, labels)
    return picture.svg()


def draw_terms(reading: Reading) -> str:
    """Return the plan by J alone beside that by all terms."""
    problem = reading.problem
    picture = Picture(shapely.union_all(shapes_of(reading)))
    for title, weights in (("J alone", None), ("All eight terms", Weights())):
        plan = solve(problem, stop=stopping.iterations(96), seed=1, weights=weights).plans[0]
        picture.panel(f"{title}: J {plan.cost:.0f}")
        draw_plan(picture, reading, plan.labels)
        for unit in offices(problem).tolist():
            picture.dot(problem.x[unit], problem.y[unit], "#7a0177")
    return picture.svg(420)


def draw_bound(problem: Problem) -> str:
    """Return the course of a proof from a first plan."""
    first = solve(problem, stop=stopping.iterations(CHUNKS), seed=SEED).plans[0]
    bounds: list[float] = []
    costs: list[float] = []

    def note(bound: float, cost: float) -> None:
        bounds.append(bound)
        costs.append(cost)

    prove(problem, first.labels, [], seconds=60, on_progress=note)
    caption = f"{len(bounds)} pricings and lists; J from {min(bounds):.0f} upwards"
    return chart([("best plan", "#b35806", costs), ("bound", "#2b7bba", bounds)], caption)


if __name__ == "__main__":
    main()
