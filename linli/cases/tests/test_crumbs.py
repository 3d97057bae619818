"""The way down to the cases of an area names what lies above one's reach, but does not lead there."""

import pytest
from django.urls import reverse

from linli.cases.views.finding import crumbs_of
from linli.people.samples import appoint, make_account

pytestmark = pytest.mark.django_db


def test_what_lies_above_ones_reach_is_named_and_leads_nowhere(district):
    areas, account = district.areas, make_account("clerk-of-bigu")
    appoint(account, "leader", area=areas["bigu"])

    way = crumbs_of(account, areas["longdong"])

    bigu = reverse("cases:area", args=[areas["bigu"].key])
    assert way == [("昆明市", ""), ("东川区", ""), ("碧谷街道", bigu), ("龙洞社区", "")]
    assert crumbs_of(account, areas["bigu"], "历年")[-2:] == [("碧谷街道", bigu), ("历年", "")]
