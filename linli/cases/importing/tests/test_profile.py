"""Profiles: what they say is understood, and every fault is a sentence that names the key."""

import pytest

from linli.cases.importing.profile import ProfileError, list_profiles, load_profile, parse_profile

WHOLE = """
[source]
name = "oldtown"
time_zone = "Asia/Shanghai"
[columns]
id = "No"
reported_at = "Came in"
[text]
template = "{Title}: {Body}"
[categories]
default = "1603"
[place]
code = "530113001001"
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text.encode())
    return [reason.render() for reason in caught.value.reasons]


def test_a_short_profile_is_enough():
    profile = parse_profile(WHOLE.encode())

    assert profile.name == "oldtown"
    assert profile.columns_read() == {"No", "Came in", "Title", "Body"}
    assert profile.default_state == "submitted"


def test_every_shipped_profile_is_sound():
    shipped = list_profiles()

    assert {"sf311", "cn-messages"} <= shipped.keys()
    for name in shipped:
        assert load_profile(name).name == name


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(ProfileError, match="sf311"):
        load_profile("sf312")


def test_a_profile_of_the_installation_is_found_by_name(tmp_path):
    (tmp_path / "oldtown.toml").write_text(WHOLE, encoding="utf-8")

    assert load_profile("oldtown", tmp_path).name == "oldtown"


def test_broken_toml_is_named():
    assert "TOML" in faults_of("[source\nname=1")[0]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "oldtown"', "", "source.name"),
        ('name = "oldtown"', 'name = "Old Town!"', "source.name"),
        ("Asia/Shanghai", "Asia/Shangri-La", "source.time_zone"),
        ('id = "No"', "id = 5", "columns.id"),
        ('id = "No"', 'idd = "No"', "columns.idd"),
        ('id = "No"', 'id = { column = "No", pattern = "(" }', "columns.id"),
        ('id = "No"', 'id = "No"\nlongitude = "x"', "columns.longitude"),
        ('template = "{Title}: {Body}"', "", "text.template"),
        ('default = "1603"', "", "categories.default"),
        ('code = "530113001001"', "", "place.by"),
        ('code = "530113001001"', 'by = ["name"]', "place.by"),
        ('code = "530113001001"', 'by = ["smell"]', "place.by"),
        ('code = "530113001001"', "create = true", "place.create"),
        ("[place]", '[states.map]\n"Open" = "opened"\n[place]', "states.map.Open"),
        ("[place]", '[closures.map]\n"dup" = "merged"\n[place]', "closures.map.dup"),
        ("[place]", '[channels.map]\n"Fax" = "fax"\n[place]', "channels.map.Fax"),
        ("[place]", '[source.zone]\nx = "y"\n[place]', "source.zone"),
        ("[place]", "[colour]\n[place]", "[colour]"),
        ("[place]", '[categories.words]\n"0103" = "灯"\n[place]', "categories.words"),
    ],
)
def test_every_fault_names_its_key(old, new, key):
    assert old in WHOLE

    found = faults_of(WHOLE.replace(old, new))

    assert any(fault.startswith(f"{key} ") for fault in found), found


def test_all_faults_are_shown_at_once():
    found = faults_of(WHOLE.replace("Asia/Shanghai", "Mars").replace('id = "No"', ""))

    assert len(found) == 2
