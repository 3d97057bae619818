"""Who is who in a newer list, by tables and by properties; no database."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules import merging
from linli.places.rules.merging.names import likeness, stem_of
from linli.places.terms import ProposalKind, TierCode

C, S, D = TierCode.COMMUNITY, TierCode.SUBDISTRICT, TierCode.DISTRICT
TIERS = {4: TierCode.CITY, 6: D, 9: S, 12: C}
NAMES = ["桂花", "松园", "河岸", "桥头", "柳桥", "望江", "清泉", "石羊", "南苑", "龙洞", "金桥", "白云"]


def tree(units, districts=("青川区", "白水区"), streets=None):
    """Return codes with names, everything above written out. units: {code: name}."""
    found = {"5901": "云州市"}
    for code, name in units.items():
        found[code[:6]] = districts[int(code[4:6]) - 1]
        found[code[:9]] = (streets or {}).get(code[:9], f"街{code[6:9]}街道")
        found[code] = name
    return found


def old(units, **facts):
    named = tree(units, **facts)
    keys = {code: number for number, code in enumerate(named, 1)}
    above = {12: 9, 9: 6, 6: 4, 4: 0}
    return [
        merging.Place(keys[code], code.ljust(6, "0"), name, TIERS[len(code)], keys.get(code[: above[len(code)]]))
        for code, name in named.items()
    ]


def new(units, **facts):
    named = tree(units, **facts)
    above = {12: 9, 9: 6, 6: 4, 4: 0}
    return [
        merging.Place(c.ljust(6, "0"), c.ljust(6, "0"), name, TIERS[len(c)], c[: above[len(c)]].ljust(6, "0"))
        if len(c) > 4
        else merging.Place("590100", "590100", name, TIERS[4], None)
        for c, name in named.items()
    ]


def said(found):
    """Return kinds, old code, new code of every proposal."""
    places = found.pairs.old.places
    return {
        ("+".join(kind.value for kind in each.kinds), places[each.old].code if each.old else "", each.new)
        for each in found.proposals
    }


def units_of(street, names=NAMES[:6], ending="社区居委会"):
    return {f"{street}{number:03d}": f"{name}{ending}" for number, name in enumerate(names, 1)}


@pytest.mark.parametrize(
    ("name", "tier", "stem"),
    [
        ("大寨村委会", C, ("大寨", "village")),
        ("大寨村村民委员会", C, ("大寨", "village")),
        ("新村村村民委员会", C, ("新", "village")),
        ("南苑社区居委会", C, ("南苑", "community")),
        ("南苑社区", C, ("南苑", "community")),
        ("铁路家委会", C, ("铁路", "dependants")),
        ("社区居委会", C, ("社区居委会", "")),
        ("东华门街道办事处", S, ("东华门", "street")),
        ("桃花镇", S, ("桃花", "street")),
        ("东川区", D, ("东川", "district")),
    ],
)
def test_a_name_is_taken_apart(name, tier, stem):
    assert stem_of(name, tier) == stem


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("路欣", "路鑫", 0.5), ("桂花", "桂花", 1), ("", "桂花", 0), ("东", "西", 0)]
)
def test_names_are_alike_by_the_letters_they_share_in_order(one, other, alike):
    assert likeness(one, other) == alike


def test_the_same_list_proposes_nothing():
    units = units_of("590101001") | units_of("590102001", NAMES[6:])

    assert merging.compare(old(units), new(units)).proposals == []


def test_other_endings_are_no_renames():
    before, after = units_of("590101001"), units_of("590101001", ending="社区居民委员会")

    found = merging.compare(old(before), new(after))

    assert {each.kinds for each in found.proposals} == {(ProposalKind.SUFFIX,)}
    assert len(found.groups) == 1


def test_a_subdistrict_numbered_anew_keeps_every_community():
    before = units_of("590101001")
    codes = sorted(before)
    after = dict(zip(codes[1:] + codes[:1], (before[code] for code in codes), strict=True))

    found = merging.compare(old(before), new(after))

    assert {each.kinds for each in found.proposals} == {(ProposalKind.RECODED,)}
    assert len(found.proposals) == len(codes)


def test_a_name_taken_over_by_the_holder_of_the_code_is_a_merger():
    before = {"590101001001": "桂花社区", "590101001002": "松园社区", "590101001003": "河岸社区"}
    after = {"590101001001": "松园社区", "590101001003": "河岸社区"}

    found = said(merging.compare(old(before), new(after)))

    assert found == {("renamed", "590101001001", "590101001001"), ("merged", "590101001002", "")}


def test_a_whole_district_that_passes_to_another_is_followed():
    before = units_of("590101001") | units_of("590102001", NAMES[6:])
    after = units_of("590101001") | units_of("590101002", NAMES[6:])
    streets = {"590101001": "云溪街道", "590102001": "望江街道", "590101002": "望江街道"}

    found = said(merging.compare(old(before, streets=streets), new(after, streets=streets)))

    assert ("merged", "590102", "") in found
    assert ("moved+recoded", "590102001", "590101002") in found
    assert ("recoded", "590102001001", "590101002001") in found
    assert not {each for each in found if each[0] in ("created", "abolished")}


def test_silence_about_a_district_says_nothing():
    before = units_of("590101001") | units_of("590102001", NAMES[6:])

    assert merging.compare(old(before), new(units_of("590101001"))).proposals == []


def test_a_name_made_of_two_is_their_merger():
    before = {"590101001001": "桂花社区", "590101001002": "松园社区", "590101001003": "河岸社区"}
    after = {"590101001003": "河岸社区", "590101001004": "桂园社区"}

    found = merging.compare(old(before), new(after))

    assert {each.new or each.heirs[0].key for each in found.proposals if each.old} == {"590101001004"}


def test_one_of_two_that_bears_the_old_name_with_a_number_was_cut_out():
    before = {"590101001001": "桂花社区", "590101001002": "松园社区"}
    after = before | {"590101001003": "桂花第二社区"}

    (found,) = merging.compare(old(before), new(after)).proposals

    assert (found.kinds, found.is_certain) == ((ProposalKind.SPLIT,), False)


CHANGES = st.lists(st.sampled_from(["keep", "gone", "moved", "renamed", "recoded", "suffix"]), min_size=24, max_size=24)


@given(CHANGES, st.integers(0, 5), st.randoms(use_true_random=False))
def test_every_area_of_both_lists_is_accounted_for_once_and_order_does_not_matter(changes, fresh, chance):
    before, after = {}, {f"590101009{number:03d}": f"新生{number}社区居委会" for number in range(1, fresh + 1)}
    for number, change in enumerate(changes):
        code, name = f"59010100{1 + number // 12}{1 + number % 12:03d}", f"{NAMES[number % 12]}{number // 12}社区居委会"
        before[code] = name
        target = {"moved": f"590101003{100 + number:03d}", "recoded": f"{code[:9]}{150 + number % 12:03d}"}
        names = {"renamed": f"万年{number}社区居委会", "suffix": name.replace("居委会", "居民委员会")}
        if change != "gone":
            after[target.get(change, code)] = names.get(change, name)
    olds, news = old(before), new(after or {"590101009001": "新生社区居委会"})

    found = merging.compare(olds, news)
    chance.shuffle(olds)
    chance.shuffle(news)
    again = merging.compare(olds, news)

    assert found.proposals == again.proposals
    assert found.groups == again.groups
    seen = Counter([*found.unchanged, *(each.old for each in found.proposals if each.old is not None)])
    named = Counter([found.pairs.to_new[key] for key in found.unchanged] + [p.new for p in found.proposals if p.new])
    assert set(seen.values()) == {1}
    assert set(named.values()) == {1}
    assert set(named) == {place.key for place in news}
    assert {place.key for place in olds if place.tier is not TierCode.CITY} <= set(seen) | set(found.unchanged)
    for each in found.proposals:
        assert not each.heirs or abs(sum(heir.share for heir in each.heirs) - 1) < 1e-9
