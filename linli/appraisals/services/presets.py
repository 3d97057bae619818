"""Opening a scheme that ships as ordinary data, with its standard."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Scheme
from linli.appraisals.rules.presets import SchemePreset
from linli.appraisals.services.schemes import create_scheme
from linli.standards.queries.standard_presets import preset_of
from linli.standards.services import open_preset


@transaction.atomic
def open_scheme(*, preset: SchemePreset, area: Any, actor: Any, now: datetime) -> Scheme:
    """
    Open a scheme that ships in an area as drafts: the scheme, and its standard.

    Raises AppraisalRefused if the area has a scheme of that name, KeyError without the standard.
    """
    standard = preset_of(preset.standard)
    if standard is None:
        raise KeyError(preset.standard)
    version = open_preset(preset=standard, area=area, actor=actor, now=now)
    facts = dict(preset.facts) | {"name": preset.name, "standard": version, "valid_from": localdate(now)}
    return create_scheme(area=area, facts=facts, rules=preset.rules, actor=actor, now=now)
