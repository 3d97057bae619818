"""What the room offers to the rooms above: coverage of tiers of the network in percent, and posts not filled."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Substr

from linli.foundation.figures import Evidence, Figure, Paths, Reading, Value, Values
from linli.network.queries.kinds import list_kinds
from linli.network.queries.needs import list_needs
from linli.network.rules import Coverage
from linli.places import queries as places
from linli.values import Span, noop

PLACES = Decimal("0.01")
OFFERED: dict[str, tuple[int, str, str]] = {
    "network.coverage_community": (4, noop("Coverage of the network, tier 4 (community)"), "004-3"),
    "network.coverage_courtyard": (5, noop("Coverage of the network, tier 5 (compound and building)"), "004-2"),
    "network.coverage_key_household": (6, noop("Coverage of the network, tier 6 (key households)"), "004-2"),
    "network.missing_courtyard": (5, noop("Posts not filled, tier 5 (compound and building)"), "004-2"),
    "network.missing_key_household": (6, noop("Posts not filled, tier 6 (key households)"), "004-2"),
}
"""Figure -> number of the tier, label, clause."""


def _count(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return coverage in percent or posts missing as of the last day of each span, in one statement for all."""
    subtrees = places.Subtrees(paths["area"])
    wanted = {OFFERED[code][0] for code in codes}
    kinds = list(list_kinds().filter(network_tier__number__in=wanted))
    tiers = {kind.pk: kind.network_tier.number for kind in kinds}
    rows = {
        (span, width): list_needs(span.last, path=subtrees.root, kinds=kinds)
        .order_by()
        .annotate(top=Substr("area__path", 1, width))
        .values_list("top", "post")
        .annotate(filled_sum=Sum("filled"), need_sum=Sum("need"))
        for span in spans
        for width in subtrees.by_width
    }
    found: dict[Span, dict[int, dict[int, Coverage]]] = {span: defaultdict(dict) for span in spans}
    for (span, width), (top, post, filled, need) in (yield rows):
        if (key := subtrees.by_width[width].get(top)) is not None:
            so_far = found[span][tiers[post]].get(key, Coverage())
            found[span][tiers[post]][key] = so_far + Coverage(filled, need)
    return {span: {code: _values(code, found[span][OFFERED[code][0]]) for code in codes} for span in spans}


def _values(code: str, covered: Mapping[int, Coverage]) -> dict[int, Value]:
    """Return a figure by the keys of areas; an area that needs nothing has no share, and nothing missing."""
    if code.startswith("network.missing"):
        return {key: each.missing for key, each in covered.items()}
    return {
        key: (Decimal(100 * each.filled) / each.expected).quantize(PLACES)
        for key, each in covered.items()
        if each.expected
    }


def _evidence(codes: Collection[str], key: int, span: Span) -> dict[str, Evidence]:
    """Return where the figures of an area come from: its coverage, or what is missing, as of the span's last day."""
    area = places.Area.objects.filter(pk=key).first()
    if area is None:
        return {}
    day = {"area": str(area.key), "on": span.last.isoformat()}
    return {
        code: Evidence("network:missing", {**day, "tier": str(OFFERED[code][0])})
        if code.startswith("network.missing")
        else Evidence("network:coverage", day)
        for code in codes
    }


FIGURES = tuple(
    Figure(
        code,
        label,
        noop("posts") if code.startswith("network.missing") else noop("%"),
        "area",
        _count,
        _evidence,
        clause,
    )
    for code, (_tier, label, clause) in OFFERED.items()
)
"""What the room offers."""
