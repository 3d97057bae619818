"""The lists that can be imported through the pages: which room takes them, who may, what an empty one looks like."""

from typing import Any

from linli.cases.services import imports as cases
from linli.foundation.imports import Importer
from linli.foundation.sheets import Column
from linli.network import services as network
from linli.organisations import services as organisations
from linli.people import services as people
from linli.people.services.imports import COLUMNS as PEOPLE_COLUMNS
from linli.places import services as places
from linli.standards.services import observations, target_lists
from linli.values import noop

AREA_COLUMNS = (
    Column("code", "代码"),
    Column("name", "名称"),
    Column("kind", "类别"),
    Column("street_code", "街道代码"),
    Column("street_name", "街道"),
    Column("district_code", "区县代码"),
    Column("district", "区县"),
    Column("city", "市"),
    Column("province", "省"),
    Column("households", "户数", "number"),
)
ORGANISATION_COLUMNS = (
    Column("name", "名称"),
    Column("kind", "类别"),
    Column("area_code", "负责区域代码"),
    Column("parent", "上级"),
    Column("code", "编码"),
    Column("short_name", "简称"),
    Column("form", "形式"),
    Column("has_party", "有无党组织"),
    Column("is_new_type", "两新组织"),
)

GROUND: dict[str, Any] = {
    "read": places.read_ground,
    "profiles": places.reading_choices,
    "asks_profile": noop("Coordinate system of the file"),
    "accepts": ".geojson,.json,.zip,.shp,.shx,.dbf,.prj,.cpg,.csv,.txt,.xlsx,.xls",
    "hint": noop(
        "GeoJSON, a Shapefile (.zip, or all its files together), or a list with coordinates (WKT, or longitude and "
        "latitude). Nothing is changed before you agree."
    ),
    "takes_sets": True,
    "preview": "places:import_preview",
    "asks_as_of": True,
}
"""What the kinds of files with places on the ground have in common."""

IMPORTERS: dict[str, Importer] = {
    "areas": Importer(
        label=noop("Areas"),
        action="places.import",
        columns=AREA_COLUMNS,
        run=places.import_areas,
        asks_as_of=True,
        note=noop("An official list of communities and villages with their 12-digit codes, as of a day."),
    ),
    "outlines": Importer(
        label=noop("Outlines"),
        action="places.import",
        columns=(),
        run=places.import_outlines,
        note=noop("Shapes of communities and other areas that are known already, found by code or by name."),
        **GROUND,
    ),
    "buildings": Importer(
        label=noop("List of buildings"),
        action="places.import",
        columns=places.BUILDING_COLUMNS,
        run=places.import_buildings,
        note=noop(
            "Buildings with dwellings, storeys and year; the community by its column, or by where the point lies."
        ),
        **GROUND,
    ),
    "grid": Importer(
        label=noop("Grid cells"),
        action="places.import",
        columns=(),
        run=places.import_grid,
        note=noop("Cells of the grid of communities; each lies in exactly one and is numbered there."),
        **GROUND,
    ),
    "organisations": Importer(
        label=noop("Organisations"),
        action="organisations.import",
        columns=ORGANISATION_COLUMNS,
        run=organisations.import_organisations,
        asks_as_of=True,
        note=noop("Offices, committees, departments and partners, each with the area it answers for."),
    ),
    "ties": Importer(
        label=noop("Taking part"),
        action="organisations.import",
        columns=organisations.TIE_COLUMNS,
        run=organisations.import_ties,
        asks_as_of=True,
        note=noop("Which units take part in which body, and which partners are paired with which community."),
    ),
    "people": Importer(
        label=noop("People"),
        action="people.import",
        columns=PEOPLE_COLUMNS,
        run=people.import_people,
        note=noop("Accounts, one person a row, with a role and the area it holds for."),
    ),
    "network": Importer(
        label=noop("Network"),
        action="network.import",
        columns=network.COLUMNS,
        run=network.import_network,
        asks_as_of=True,
        note=noop("Who holds which post of the six-tier network: stewards, heads, committees, key households."),
    ),
    "categories": Importer(
        label=noop("Kinds of cases"),
        action="cases.categories",
        columns=tuple(Column(key, titles[0]) for key, titles in cases.CATEGORY_COLUMNS.items()),
        run=cases.import_categories,
        note=noop("An office's own list of kinds of cases with criteria and limits."),
    ),
    "cases": Importer(
        label=noop("Cases"),
        action="cases.import",
        columns=(),
        run=cases.import_cases,
        profiles=cases.list_choices,
        note=noop("Cases of another system, read by the profile of that system."),
    ),
    "observations": Importer(
        label=noop("Figures entered"),
        action="standards.enter",
        columns=tuple(
            Column(each.key, each.title, each.kind, each.width, is_quiet=each.is_quiet) for each in observations.COLUMNS
        ),
        run=observations.import_observations,
        note=noop("Figures of many subjects: the form as Excel from the page of all sheets, filled and brought back."),
    ),
    "targets": Importer(
        label=noop("Targets of plans"),
        action="standards.define",
        columns=target_lists.COLUMNS,
        run=target_lists.import_targets,
        note=noop("Targets as a plan's page hands them out as Excel; a row without a target's number sets a new one."),
    ),
}
