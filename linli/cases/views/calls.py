"""Which service carries out an act, and under which names it takes what the form brought along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linli.cases import services
from linli.cases.forms.acts import ActForm
from linli.cases.models import Case
from linli.cases.terms import Act
from linli.foundation import uploads


@dataclass(frozen=True)
class Call:
    """A service: its name, fixed arguments, its argument for each photo field, and whether it guards the version."""

    service: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    photos: Mapping[str, str] = field(default_factory=dict)
    keeps_version: bool = True


CALLS: dict[Act, Call] = {
    Act.CLAIM: Call("claim"),
    Act.VERIFY: Call("send_verify"),
    Act.VERIFIED: Call("report_verified", photos={"during_photo": "photos"}),
    Act.SELF_HANDLE: Call("self_handle", photos={"before_photo": "before", "after_photo": "after"}),
    Act.DECLINE: Call("decline"),
    Act.ASK_DECLINE: Call("ask_decline"),
    Act.MERGE: Call("merge"),
    Act.FILE: Call("file_case"),
    Act.DISPATCH: Call("dispatch"),
    Act.SIGN: Call("sign"),
    Act.REFUSE: Call("refuse"),
    Act.ANSWER: Call("answer", photos={"after_photo": "photos"}),
    Act.REWORK: Call("rework"),
    Act.CHECK: Call("send_check"),
    Act.FAIL: Call("fail", photos={"check_photo": "photos"}),
    Act.CLOSE: Call("close", photos={"check_photo": "photos"}),
    Act.SECURE: Call("secure", photos={"during_photo": "photos"}),
    Act.REVISIT: Call("revisit", photos={"check_photo": "photos"}),
    Act.REOPEN: Call("reopen"),
    Act.ASK_VOID: Call("ask_void"),
    Act.VOID: Call("void"),
    Act.RECLASSIFY: Call("reclassify"),
    Act.RELOCATE: Call("relocate"),
    Act.ASSIST: Call("assist"),
    Act.FINISH: Call("finish"),
    Act.RELEASE: Call("release"),
    Act.HOLD_ASK: Call("ask_hold"),
    Act.HOLD: Call("decide_hold", {"granted": True}),
    Act.HOLD_DENY: Call("decide_hold", {"granted": False}),
    Act.HOLD_END: Call("end_hold"),
    Act.EXTEND_ASK: Call("ask_extension"),
    Act.EXTEND: Call("decide_extension", {"granted": True}),
    Act.EXTEND_DENY: Call("decide_extension", {"granted": False}),
    Act.URGE: Call("urge"),
    Act.SUPERVISE: Call("supervise"),
    Act.NOTICE: Call("give_notice"),
    Act.HEED: Call("heed"),
    Act.ESCALATE: Call("escalate", keeps_version=False),
    Act.CALL_BACK: Call("call_back", keeps_version=False),
    Act.COMMENT: Call("comment"),
    Act.EXEMPT_ASK: Call("ask_exemption"),
    Act.EXEMPT: Call("review_exemption"),
}


def carry_out(form: ActForm, *, case: Case, actor: Any, now: datetime) -> None:
    """
    Carry out the act of a valid form.

    Raises what the service raises (MoveRefused, ConflictError), and UploadRefused for a photo that is none.
    """
    call = CALLS[form.act]
    said = {**form.brought(), **call.fixed}
    for name, argument in call.photos.items():
        if file := form.cleaned_data.get(name):
            said[argument] = [uploads.accept_image(file)]
    if call.keeps_version:
        said["version"] = form.cleaned_data["version"]
    if "report_id" not in said:
        said["case_id"] = case.pk
    getattr(services, call.service)(actor=actor, now=now, **said)
