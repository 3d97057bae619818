"""Forms of the residents' page."""

from linli.web.forms.report import ContactForm, WhatForm, WhereForm
from linli.web.forms.steward import StewardReportForm
from linli.web.forms.tracking import RatingForm, ReopenForm, TrackForm

__all__ = ["ContactForm", "RatingForm", "ReopenForm", "StewardReportForm", "TrackForm", "WhatForm", "WhereForm"]
