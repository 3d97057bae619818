"""What a dossier says besides its tables: title, draft mark, foot and the sentences of the first page."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.boundaries.documents.dossier import Dossier

SHOWN_NAMES = 12


def title(dossier: Dossier) -> str:
    """Return the title of the document."""
    return _("Adjustment of the sizes of communities of %(area)s") % {"area": dossier.area}


def subtitle(dossier: Dossier) -> str:
    """Return what stands below the title: project, plan, number."""
    params = {"title": dossier.title, "plan": dossier.basis.plan, "mark": dossier.basis.mark}
    return _("%(title)s · %(plan)s · No. %(mark)s") % params


def draft(dossier: Dossier) -> str:
    """Return the mark of a draft, "" when the document is final."""
    return _("Draft: not valid as an official document") if dossier.is_draft else ""


def foot(dossier: Dossier) -> str:
    """Return the foot of every page: from which state of which plan on which ground it was made, and when."""
    basis = dossier.basis
    return _("No. %(mark)s · step %(step)s of %(at)s · ground %(digest)s · made %(made)s") % {
        "mark": basis.mark,
        "step": basis.step,
        "at": _moment(basis.step_at),
        "digest": basis.digest[:12],
        "made": _moment(basis.made_at),
    }


def parts(dossier: Dossier) -> list[tuple[str, list[str]]]:
    """Return the sections of the first page, each with its sentences."""
    return [
        (_("1. Overview"), _overview(dossier)),
        (_("2. Procedure"), _procedure(dossier)),
        (_("3. Basis"), _basis(dossier)),
    ]


def _overview(dossier: Dossier) -> list[str]:
    kept = [each for each in dossier.settlements if not each.is_new]
    fresh = [each for each in dossier.settlements if each.is_new]
    sizes = [each.households for each in dossier.settlements] or [0]
    params = {
        "before": len(dossier.presents),
        "households": dossier.households,
        "after": len(dossier.settlements),
        "kept": len(kept),
        "new": len(fresh),
        "least": min(sizes),
        "most": max(sizes),
    }
    sentences = [
        _(
            "%(before)s communities with %(households)s households become %(after)s: %(kept)s kept, %(new)s new; "
            "the smallest has %(least)s households, the largest %(most)s."
        )
        % params,
        _("Kept: %(names)s. New: %(new)s.")
        % {"names": _names([each.name for each in kept]), "new": _names([each.name for each in fresh])},
        _("Bounds of the project: %(low)s to %(high)s households.") % {"low": dossier.low, "high": dossier.high},
    ]
    if dossier.band_reason:
        sentences.append(_("Reason for these bounds: %(reason)s") % {"reason": dossier.band_reason})
    moved = {"units": len(dossier.moved), "households": sum(each.households for each in dossier.moved)}
    sentences.append(_("%(units)s addresses with %(households)s households change community.") % moved)
    return sentences


def _procedure(dossier: Dossier) -> list[str]:
    basis, asked = dossier.basis, dossier.asked
    sentences = [_("State of the project: %(state)s.") % {"state": dossier.state}]
    sentences.append(
        _("Residents were asked %(times)s times; %(answered)s persons or questionnaires took part.")
        % {"times": len(asked), "answered": sum(each.answered for each in asked)}
    )
    if basis.document:
        params = {"document": basis.document, "date": basis.document_date, "on": basis.effective_on}
        sentences.append(_("Approved by %(document)s of %(date)s, in force on %(on)s.") % params)
    return sentences


def _basis(dossier: Dossier) -> list[str]:
    basis = dossier.basis
    sentences = [
        _("Plan “%(plan)s”, step %(step)s of %(at)s.")
        % {"plan": basis.plan, "step": basis.step, "at": _moment(basis.step_at)},
        _("Ground of %(at)s, checksum %(digest)s. %(source)s")
        % {"at": _moment(basis.ground_at), "digest": basis.digest, "source": basis.ground_source},
        _("Made by %(name)s on %(at)s. Whoever opens the same step gets the same figures.")
        % {"name": basis.made_by, "at": _moment(basis.made_at)},
    ]
    return [*sentences, _(dossier.base.outline_note)] if dossier.base.outline_note else sentences


def _names(names: list[str]) -> str:
    more = _(" and %(count)s more") % {"count": len(names) - SHOWN_NAMES} if len(names) > SHOWN_NAMES else ""
    return "、".join(names[:SHOWN_NAMES]) + more or _("no community")


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
