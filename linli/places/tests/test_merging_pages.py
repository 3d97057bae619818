import pytest
from django.core.management import call_command
from django.urls import reverse

from linli.people.samples import appoint, make_account
from linli.places import queries
from linli.places.models import ListMerge, MergeProposal
from linli.places.terms import MergeState, Verdict

from . import lists
from .test_merging import NEW, OLD, after_rows, bring_in, merge

__all__ = ["merge"]
pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def clerk(client):
    account = make_account("clerk")
    appoint(account, "system_admin", area=None)
    client.force_login(account)
    return account


def test_the_office_confirms_a_group_previews_applies_and_undoes(client, clerk, merge):
    page = reverse("places:merge", args=[merge.pk])
    said = client.get(page).content.decode()
    assert "溪北街道" in said
    assert str(merge.groups.get(number=1)) in said

    client.post(f"{reverse('places:merge_decide', args=[merge.pk])}?group=1", {"verdict": "confirmed"})

    assert set(merge.proposals.filter(group__number=1).values_list("verdict", flat=True)) == {Verdict.CONFIRMED}
    assert merge.proposals.filter(verdict=Verdict.PROPOSED).exists()
    apply = reverse("places:merge_apply", args=[merge.pk])
    assert "4" in client.get(apply).content.decode()
    assert queries.find_by_code("590101003") is None
    client.post(apply, {"document": "云政〔2023〕1号"})
    assert queries.find_by_code("590101003001").parent.name == "溪北街道"
    undo = reverse("places:merge_undo", args=[merge.pk])
    assert client.get(undo).status_code == 200
    client.post(undo)
    merge.refresh_from_db()
    assert (merge.state, queries.find_by_code("590101003")) == (MergeState.UNDONE, None)


def test_one_proposal_is_corrected_by_its_successors(client, clerk, merge):
    proposal = merge.proposals.get(area__code="590101100001")
    page = reverse("places:merge_proposal", args=[proposal.pk])
    assert client.get(page).status_code == 200

    assert client.post(page, {"heirs": "nonsense"}).status_code == 422
    assert client.post(page, {"heirs": "590101999001 50"}).status_code == 422
    assert client.post(page, {"heirs": "590101100200 60\n590101001001 40"}).status_code == 302

    proposal.refresh_from_db()
    assert (proposal.verdict, proposal.heirs) == (
        Verdict.CORRECTED,
        [["590101100200", 0.6, 1], ["590101001001", 0.4, 1]],
    )


def test_a_pair_is_parted_on_its_page(client, clerk, merge):
    proposal = merge.proposals.get(code="590101003001")

    client.post(reverse("places:merge_proposal", args=[proposal.pk]), {"heirs": ""})

    assert merge.proposals.filter(code="590101003001", area=None).exists()


@pytest.mark.parametrize("filters", ["", "?kind=suffix", "?q=桂花", "?certain=no&verdict=proposed&tier=community"])
def test_pages_ask_the_database_little(client, clerk, merge, filters, django_assert_max_num_queries):
    for address in (reverse("places:merge", args=[merge.pk]) + filters, reverse("places:merges")):
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200


def test_filters_narrow_the_page_and_the_workbook(client, clerk, merge):
    page = client.get(reverse("places:merge", args=[merge.pk]), {"q": "新港"}).content.decode()

    assert ("新港社区居民委员会" in page, "望江社区居民委员会" in page) == (True, False)
    assert client.get(reverse("places:merge_export", args=[merge.pk])).status_code == 200
    assert client.get(reverse("places:merge_rejected", args=[merge.pk])).status_code == 200


def test_whoever_has_no_duty_there_finds_nothing(client, merge):
    stranger = make_account("stranger")
    client.force_login(stranger)
    assert client.get(reverse("places:merge", args=[merge.pk])).status_code == 403

    appoint(stranger, "system_admin", area=queries.find_by_code("590102"))
    client.force_login(type(stranger).objects.get(pk=stranger.pk))
    assert client.get(reverse("places:merge", args=[merge.pk])).status_code in (403, 404)
    assert not ListMerge.objects.filter(state=MergeState.APPLIED).exists()


def test_the_console_confirms_what_is_certain_and_says_what_waits(tmp_path, capsys):
    bring_in(lists.rows_of(), OLD)
    path = lists.write(tmp_path, lists.csv_text(after_rows()))

    call_command("import_areas", str(path), "--as-of", NEW.isoformat(), "--confirm-all")

    said = capsys.readouterr().out
    assert queries.find_by_code("590101003001").parent.name == "溪北街道"
    waiting = MergeProposal.objects.exclude(verdict=Verdict.APPLIED)
    assert [each.area.code for each in waiting] == ["590101100001"]
    assert "590101100001" in said
