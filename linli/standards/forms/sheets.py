"""How the office looks for sheets."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.standards.forms.metrics import options, span_options
from linli.standards.queries.metrics import ENTERED
from linli.standards.queries.sheets import MISSING
from linli.standards.terms import SheetState, SubjectKind
from linli.values import Span, SpanKind

MOST_SPANS = 24


class SheetFilterForm(forms.Form):
    """Whose sheets, of which span, in which state; an invalid value filters nothing."""

    kind = forms.ChoiceField(label=_("Subjects"), required=False)
    span = forms.ChoiceField(label=_("Every"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, data: Any, *, today: date) -> None:
        """Offer closed lists, and the spans that have begun, the newest first."""
        super().__init__(data)
        self.today = today
        chosen = data.get("span") or SpanKind.MONTH.value
        self.span_kind = SpanKind(chosen) if chosen in {kind.value for kind in ENTERED} else SpanKind.MONTH
        states = [("", gettext("Every state")), (MISSING, gettext("Not handed in")), *options(SheetState)]
        spans = self._spans()
        choices = {
            "kind": options(SubjectKind),
            "span": span_options(),
            "period": [(span.code, span.code) for span in spans],
            "state": states,
        }
        starts = {"kind": SubjectKind.COMMUNITY.value, "span": self.span_kind.value, "period": self.newest.code}
        for name, offered in choices.items():
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=offered)
        self.data = {name: data.get(name, starts.get(name, "")) for name in self.fields}
        if self.data["period"] not in {span.code for span in spans}:
            self.data["period"] = self.newest.code

    @property
    def newest(self) -> Span:
        """Return the last span that ended: the one to look at first."""
        return Span.of(self.span_kind, self.today).previous()

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def chosen_span(self) -> Span:
        """Return the span that is looked at."""
        code = self.said()["period"]
        return Span.parse(code) if code else self.newest

    def _spans(self) -> list[Span]:
        """Return the spans to choose from, the running one first."""
        spans = [Span.of(self.span_kind, self.today)]
        while len(spans) < MOST_SPANS:
            spans.append(spans[-1].previous())
        return spans
