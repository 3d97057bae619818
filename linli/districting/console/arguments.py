"""What the commands take."""

import argparse
import math
from pathlib import Path

from linli.districting.reading import NEIGHBOURS

HELP = {
    "solve": "Split an area into communities within household bounds; prints one JSON object.",
    "check": "Say why an input can have no plan, and which rows cannot be read; prints one JSON object.",
    "explain": "Say why a plan is as it is: its communities, boundaries and units; prints one JSON object.",
}


def positive(text: str) -> float:
    """Return a number above zero."""
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return value


def count(text: str) -> int:
    """Return a whole number above zero."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return value


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of NAME=VALUE."""
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name, value


def add_arguments(parser: argparse.ArgumentParser, act: str) -> None:
    """Add the arguments of one act: solve, check or explain."""
    if act == "explain":
        parser.add_argument("plan", type=Path, metavar="PLAN", help="written by solve --out, or any .npy or .csv")
        parser.add_argument("input", type=Path, nargs="?", metavar="INPUT", help="by default what the plan was made of")
    else:
        parser.add_argument("input", type=Path, metavar="INPUT", help=".csv, .geojson or .npz")
    _add_reading(parser)
    if act == "solve":
        _add_solving(parser)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--min", dest="low", type=count, metavar="HOUSEHOLDS", help="1500, or as the .npz says")
    parser.add_argument("--max", dest="high", type=count, metavar="HOUSEHOLDS", help="3500, or as the .npz says")
    parser.add_argument("--k", dest="wished", type=count, metavar="COMMUNITIES", help="as many as the bounds allow")
    parser.add_argument("--lines", type=Path, metavar="GEOJSON", help="roads, rivers and railways to lay over the map")
    parser.add_argument("--pairs", type=Path, metavar="CSV", help="units that stay together, apart, or wish to")
    parser.add_argument("--neighbours", choices=NEIGHBOURS, help="how neighbours are found")
    parser.add_argument("--barrier", dest="barrier_m", type=positive, metavar="METRES", help="points farther are none")
    parser.add_argument("--column", dest="columns", type=pair, action="append", default=[], metavar="MEANING=NAME")
    parser.add_argument("--where", type=pair, action="append", default=[], metavar="COLUMN=VALUE")


def _add_solving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=positive, default=5.0, help="CPU seconds of the search")
    parser.add_argument("--iterations", type=count, help="chunks of the search instead: the same plan on every run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", type=Path, metavar="JSON", help="of the eight terms; without it J alone counts")
    parser.add_argument("--out", type=Path, metavar="FILE", help="plan.npy, plan.csv or plan.geojson")
    parser.add_argument("--candidates", type=count, default=1, metavar="PLANS", help="different good plans to show")
    parser.add_argument("--prove", action="store_true", help="prove how good the plan is")
    parser.add_argument("--prove-seconds", type=positive, default=60.0)
    parser.add_argument("--jobs", type=count, default=1, metavar="PROCESSES", help="for large inputs")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster, for large inputs")
    parser.add_argument("--subdistricts", action="store_true", help="keep communities inside those of the .npz")
    parser.add_argument("--across", action="store_true", help="then improve across their borders")
