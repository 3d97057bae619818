"""Reads of cases for pages and other rooms."""

from linli.cases.queries.duplicates import list_duplicates
from linli.cases.queries.figures import area_figures, count_by_area, count_lights, map_features
from linli.cases.queries.history import Face, clock_faces, is_on_time, list_call_backs, list_clocks, list_events
from linli.cases.queries.lists import (
    count_by_state,
    counted,
    first_words,
    light,
    light_condition,
    lights,
    list_cases,
    queue,
    search_cases,
    soon_after,
)
from linli.cases.queries.offered import FIGURES
from linli.cases.queries.offers import Offer, allowed_acts
from linli.cases.queries.pictures import is_picture_known
from linli.cases.queries.public import PublicView, find_report, view_report
from linli.cases.queries.rehoming import Left, OpenCase, find_homes, list_left, open_cases_in
from linli.cases.queries.responsibility import Answer, who_answers, who_answers_for
from linli.cases.queries.revisits import list_revisits, revisits_of
from linli.cases.queries.scope import visible_cases
from linli.cases.queries.standing import is_drawn

__all__ = [
    "FIGURES",
    "Answer",
    "Face",
    "Left",
    "Offer",
    "OpenCase",
    "PublicView",
    "allowed_acts",
    "area_figures",
    "clock_faces",
    "count_by_area",
    "count_by_state",
    "count_lights",
    "counted",
    "find_homes",
    "find_report",
    "first_words",
    "is_drawn",
    "is_on_time",
    "is_picture_known",
    "light",
    "light_condition",
    "lights",
    "list_call_backs",
    "list_cases",
    "list_clocks",
    "list_duplicates",
    "list_events",
    "list_left",
    "list_revisits",
    "map_features",
    "open_cases_in",
    "queue",
    "revisits_of",
    "search_cases",
    "soon_after",
    "view_report",
    "visible_cases",
    "who_answers",
    "who_answers_for",
]
