import io
import zipfile

import pytest
from django.urls import reverse

from linli.boundaries.models import Step
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.views.documents import FILES
from linli.foundation.models import AuditLine


@pytest.fixture
def chosen(project, plan):
    """The plan as the one chosen for its project."""
    project.chosen = plan
    project.save(update_fields=["chosen"])
    return plan


def page(client, project, **query):
    return client.get(reverse("boundaries:documents", args=[project.pk]), query)


def file(client, project, name, **query):
    slug, _, ext = name.partition(".")
    return client.get(reverse("boundaries:document", args=[project.pk, slug, ext]), query)


def test_the_page_shows_both_maps_and_every_table(client, project, chosen, people):
    client.force_login(people["planner"])

    text = page(client, project).content.decode()

    assert text.count('role="img"') == 2
    assert all(f'data-testid="table-{key}"' in text for key in ("official", "moved", "staff", "needs", "asked"))
    assert "河西社区" in text
    assert 'data-testid="draft"' in text


def test_a_project_without_a_plan_says_so(client, project, people):
    client.force_login(people["planner"])

    answer = page(client, project)

    assert answer.status_code == 200
    assert 'data-testid="empty"' in answer.content.decode()


def test_a_stranger_finds_neither_page_nor_file(client, project, chosen, people):
    client.force_login(people["stranger"])

    assert page(client, project).status_code == 404
    assert [file(client, project, name).status_code for name in FILES] == [404] * len(FILES)
    assert not AuditLine.objects.filter(action="boundaries.document").exists()


@pytest.mark.parametrize("query", [{"plan": "999999"}, {"plan": "x"}])
def test_a_plan_of_elsewhere_is_not_found(client, project, chosen, people, query):
    client.force_login(people["planner"])

    assert page(client, project, **query).status_code == 404
    assert file(client, project, "units.csv", **query).status_code == 404


def test_a_document_nobody_writes_is_not_found(client, project, chosen, people):
    client.force_login(people["planner"])

    assert file(client, project, "dossier.exe").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_every_file_comes_with_its_type_and_leaves_a_line(client, project, chosen, people, name):
    client.force_login(people["planner"])

    answer = file(client, project, name)

    assert answer.status_code == 200
    assert answer["Content-Type"] == FILES[name].content_type
    assert "attachment" in answer["Content-Disposition"]
    assert len(b"".join(answer)) > 500
    line = AuditLine.objects.get(action="boundaries.document")
    assert (line.actor_id, line.subject_id, f'"document":"{name}"' in line.details) == (
        people["planner"].pk,
        str(project.pk),
        True,
    )


def test_a_list_of_units_taken_back_into_the_plan_changes_nothing(client, project, chosen, people):
    client.force_login(people["planner"])
    content = b"".join(file(client, project, "units.csv"))
    upload = io.BytesIO(content)
    upload.name = "units.csv"
    before = chosen.head.sheet

    answer = client.post(
        reverse("boundaries:edit", args=[chosen.pk]), {"head": chosen.head_id, "act": "import", "file": upload}
    )

    assert answer.status_code in (302, 303), answer.content.decode()[:2000]
    chosen.refresh_from_db()
    assert Sheet.from_json(chosen.head.sheet).labels == Sheet.from_json(before).labels
    assert Step.objects.filter(plan=chosen).latest("pk").params.get("rejected", []) == []


def test_even_a_name_like_a_formula_comes_back_as_it_was(client, project, chosen, people):
    client.force_login(people["planner"])
    chosen.head.sheet = Sheet.from_json(chosen.head.sheet).rename(1, "=1+1社区").to_json()
    chosen.head.save(update_fields=["sheet"])
    upload = io.BytesIO(b"".join(file(client, project, "units.csv")))
    upload.name = "units.csv"
    head = {"head": chosen.head_id, "act": "import", "file": upload}

    client.post(reverse("boundaries:edit", args=[chosen.pk]), head)

    chosen.refresh_from_db()
    assert Sheet.from_json(chosen.head.sheet).names[1] == "=1+1社区"
    assert len(Sheet.from_json(chosen.head.sheet).names) == 4


def test_the_page_needs_few_queries(client, project, chosen, people, django_assert_max_num_queries):
    client.force_login(people["planner"])
    page(client, project)

    with django_assert_max_num_queries(20):
        page(client, project)


def test_the_shapefile_travels_as_one_package(client, project, chosen, people):
    client.force_login(people["planner"])

    with zipfile.ZipFile(io.BytesIO(b"".join(file(client, project, "communities.zip")))) as package:
        names = set(package.namelist())

    assert {f"communities.{ending}" for ending in ("shp", "shx", "dbf", "prj", "cpg")} <= names
