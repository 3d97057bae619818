"""An example standard with every kind of rule, published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from linli.places.queries import Area
from linli.standards.models import StandardVersion
from linli.standards.rules.items import ItemFacts
from linli.standards.services.drafts import begin_standard, publish_version
from linli.standards.terms import ItemKind, RuleKind, ScorerKind, SubjectKind

BEGUN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
VALID = date(2026, 1, 1)
PASS = 80_00
ITEMS = (
    ItemFacts("1", "环境秩序", kind=ItemKind.GROUP),
    ItemFacts("1.1", "楼道整洁", "1", max_centipoints=10_00, guidance="抽查三栋楼", needs_evidence=True),
    ItemFacts(
        "1.2",
        "办公和服务用房面积",
        "1",
        max_centipoints=20_00,
        rule_kind=RuleKind.BANDS,
        rule={"below": "0", "bands": [["100", "10"], ["200", "20"]]},
        clause="001-9",
    ),
    ItemFacts(
        "1.3",
        "按期办结率",
        "1",
        max_centipoints=20_00,
        rule_kind=RuleKind.LINEAR,
        rule={"floor": "60", "cap": "95"},
    ),
    ItemFacts("2", "服务居民", kind=ItemKind.GROUP),
    ItemFacts(
        "2.1",
        "返工",
        "2",
        max_centipoints=20_00,
        rule_kind=RuleKind.DEDUCTION,
        rule={"each": "2.5", "cap": "15"},
    ),
    ItemFacts("2.2", "民主议事", "2", max_centipoints=30_00, is_key=True),
    ItemFacts("3", "底线要求", kind=ItemKind.GROUP),
    ItemFacts("3.1", "重大安全责任事故", "3", kind=ItemKind.PASS_FAIL, rule_kind=RuleKind.VETO),
    ItemFacts("3.2", "有独立办公用房", "3", kind=ItemKind.PASS_FAIL, clause="001"),
)
"""Ten lines: 100 points in five items, one of pass or fail, one veto."""


def make_draft(
    area: Area,
    *,
    code: str = "example",
    kind: SubjectKind = SubjectKind.COMMUNITY,
    feeds: Mapping[str, str] | None = None,
    actor: Any = None,
) -> StandardVersion:
    """Begin the example standard for an area. feeds: number of an item -> what feeds it, the others by hand."""
    items = [
        replace(item, feed=feeds[item.code], scorer=ScorerKind.SYSTEM) if feeds and item.code in feeds else item
        for item in ITEMS
    ]
    return begin_standard(
        code=code,
        name="和谐社区示例标准",
        subject_kind=kind,
        area=area,
        actor=actor,
        now=BEGUN,
        items=items,
        document="赤党发〔2026〕1号",
        text="第一条 本标准适用于全市社区。\n\n第二条 满80分且无否决项为达标。",
        pass_centipoints=PASS,
        valid_from=VALID,
    )


def make_standard(area: Area, **said: Any) -> StandardVersion:
    """Return the example standard published; takes what `make_draft` takes."""
    draft = make_draft(area, **said)
    return publish_version(version_id=draft.pk, actor=said.get("actor"), now=BEGUN)
