"""Photos that come with an act become evidence of its round."""

from collections.abc import Iterable
from typing import Any

from linli.cases.models import Evidence
from linli.cases.services.dossier import Dossier
from linli.cases.terms import EvidenceKind
from linli.foundation.uploads import StoredImage

Photo = StoredImage | str
"""What `uploads.accept_image` returned, or the path it stored under."""


def add_photos(file: Dossier, photos: Iterable[Photo], kind: EvidenceKind, *, report: Any = None) -> None:
    """Keep photos as evidence of the present round; `report` if a reporter sent them."""
    shown = {"kind": kind, "round": file.case.round, "at": file.now, "by": file.actor, "report": report}
    for photo in photos:
        path = photo if isinstance(photo, str) else photo.path
        file.add(Evidence(case=file.case, file=path, **shown))
