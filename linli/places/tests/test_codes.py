import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places import rules
from linli.places.terms import AreaKind, TierCode

PAIR = st.integers(1, 99).map("{:02d}".format)
TRIPLE = st.integers(1, 999).map("{:03d}".format)
PROVINCE = st.integers(11, 91).map(str)


@given(PROVINCE, PAIR, PAIR, TRIPLE, TRIPLE)
def test_a_code_taken_apart_is_the_code_again(province, city, district, street, unit):
    text = province + city + district + street + unit

    code = rules.parse_code(text)

    assert str(code) == text
    assert code.tier is TierCode.COMMUNITY
    assert str(rules.parse_code(code.parent)) == text[:9]


@pytest.mark.parametrize(
    ("text", "kept", "tier", "parent"),
    [
        ("530100", "530100", TierCode.CITY, ""),
        ("530100000000", "530100", TierCode.CITY, ""),
        ("530113", "530113", TierCode.DISTRICT, "530100"),
        ("530113000000", "530113", TierCode.DISTRICT, "530100"),
        ("530113001", "530113001", TierCode.SUBDISTRICT, "530113"),
        ("530113001000", "530113001", TierCode.SUBDISTRICT, "530113"),
        ("530113001007", "530113001007", TierCode.COMMUNITY, "530113001"),
        ("５３０１１３００１００７", "530113001007", TierCode.COMMUNITY, "530113001"),
        (" 5301 1300 1007 ", "530113001007", TierCode.COMMUNITY, "530113001"),
        ("530113001007.0", "530113001007", TierCode.COMMUNITY, "530113001"),
    ],
)
def test_zeros_and_widths_do_not_change_what_a_code_names(text, kept, tier, parent):
    code = rules.parse_code(text)

    assert (str(code), code.tier, code.parent) == (kept, tier, parent)


@pytest.mark.parametrize(
    "text", ["", "53011", "5301130010071", "53011300100a", "5.30113E+11", "٥٣٠١١٣", "000113", "990113", "530013"]
)
def test_what_is_no_division_code_is_refused_with_the_text_itself(text):
    with pytest.raises(rules.InvalidCode) as caught:
        rules.parse_code(text)

    assert text in caught.value.reason.render()


@pytest.mark.parametrize("text", ["530113000007", "530100001000"])
def test_a_code_with_a_gap_in_its_middle_is_refused(text):
    with pytest.raises(rules.InvalidCode):
        rules.parse_code(text)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("530113001001", AreaKind.COMMUNITY),
        ("530113001199", AreaKind.COMMUNITY),
        ("530113001200", AreaKind.VILLAGE),
        ("530113001399", AreaKind.VILLAGE),
        ("530113001400", AreaKind.COMMUNITY_LIKE),
        ("530113001500", AreaKind.VILLAGE_LIKE),
        ("530113001600", None),
        ("530113001", AreaKind.SUBDISTRICT),
        ("530113099", AreaKind.SUBDISTRICT),
        ("530113100", AreaKind.TOWN),
        ("530113200", AreaKind.TOWNSHIP),
        ("530113400", AreaKind.SUBDISTRICT_LIKE),
        ("530113600", None),
        ("530113", None),
        ("530100", None),
    ],
)
def test_the_band_of_the_last_part_says_the_kind(code, kind):
    assert rules.parse_code(code).kind is kind


def test_below_the_first_band_there_is_no_kind():
    assert rules.kind_in_band(0) is None


@pytest.mark.parametrize(
    ("word", "kind"), [("家委会", AreaKind.DEPENDANTS), (" 村委会", AreaKind.VILLAGE), ("类似单位", None)]
)
def test_the_word_of_a_list_says_the_kind_when_it_is_certain(word, kind):
    assert rules.kind_of_word(word) is kind


def test_provisional_codes_count_up_and_never_come_back():
    taken = {"P530113001001", "P530113001007", "P530113002009", "530113001020"}

    assert rules.next_provisional_code("530113001", taken) == "P530113001008"
    assert rules.next_provisional_code("530113003000", taken) == "P530113003001"
    assert rules.is_provisional("P530113001008")
    assert not rules.is_provisional("530113001008")
    assert not rules.is_provisional("P53011300108")


def test_no_provisional_code_below_a_district_or_after_the_last():
    with pytest.raises(rules.InvalidCode):
        rules.next_provisional_code("530113", set())
    with pytest.raises(rules.InvalidCode):
        rules.next_provisional_code("530113001", {"P530113001999"})


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("西屯社区居民委员会", "西屯社区"),
        ("西屯社区居委会", "西屯社区"),
        ("红山郡社区村民委员会", "红山郡社区"),
        ("万达社区委员会", "万达社区"),
        ("平庄村村民委员会", "平庄村"),
        ("兴隆坡村民委员会", "兴隆坡村"),
        ("八里铺居民委员会", "八里铺社区"),
        ("东郊村委会", "东郊村"),
        ("铜都街道办事处", "铜都街道"),
        ("铜都街道", "铜都街道"),
        ("居委会", "居委会"),
        ("", ""),
    ],
)
def test_the_screen_leaves_out_the_official_ending(name, short):
    assert rules.short_name(name) == short


def test_a_name_loses_only_what_nobody_sees():
    assert rules.clean_name(" 东\u200b川\u202e　区\n1 ") == "东川 区 1"
    assert rules.clean_name("\u2060") == ""
    assert rules.clean_name("𠮷﨑·买买提") == "𠮷﨑·买买提"
