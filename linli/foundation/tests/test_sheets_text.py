"""Characters, encodings and moments of foreign lists."""

import io
import random
from datetime import UTC, datetime

import pytest

from linli.foundation import sheets
from linli.foundation.sheets.text import clean_cell, flaw_of

RARE = ["𠮷", "𰻝", "\ufa11", "吐尔逊江·买买提·阿不都热依木·吾买尔", "㐂䶮", "德" * 100]
COMMON = "东川区铜都街道办事处起嘎社区居民反映路灯不亮井盖破损希望尽快处理谢谢共三栋单元，。（）"


def rows_of(raw: bytes, **options) -> list[dict[str, str]]:
    return [row.cells for row in sheets.read(io.BytesIO(raw), **options).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_recognised(encoding):
    raw = "编码,名称\r\n1,铜都街道\r\n2,起嘎社区\r\n".encode(encoding)

    assert rows_of(raw) == [{"编码": "1", "名称": "铜都街道"}, {"编码": "2", "名称": "起嘎社区"}]


def test_a_thousand_files_are_read_without_one_wrong_character():
    chance = random.Random(20240229)
    for number in range(1000):
        encoding = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le")[number % 5]
        cells = ["".join(chance.choices(COMMON, k=chance.randint(1, 30))) for _ in range(chance.randint(1, 8))]
        text = "名称,说明\n" + "".join(f"{number}号楼,“{cell}”\n" for cell in cells)

        assert [row["说明"] for row in rows_of(text.encode(encoding))] == [f"“{cell}”" for cell in cells], encoding


@pytest.mark.parametrize("name", RARE)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_rare_names_are_kept_unchanged(name, encoding):
    raw = f"姓名,社区\n{name},铜都街道起嘎社区居民委员会\n".encode(encoding)

    assert rows_of(raw)[0]["姓名"] == name


def test_a_western_name_in_utf8_is_not_taken_for_gb18030():
    assert rows_of("name,street\nJosé,Café\n".encode())[0] == {"name": "José", "street": "Café"}


def test_a_single_chinese_character_in_gb18030_is_not_taken_for_cyrillic():
    assert rows_of("a,b\n1,一\n".encode("gb18030")) == [{"a": "1", "b": "一"}]


def test_lines_in_two_encodings_are_named_and_refused():
    raw = "编码,名称\n1,铜都街道办事处\n".encode("gb18030") + "2,起嘎社区居民委员会\n".encode()

    with pytest.raises(sheets.SheetRefused) as refusal:
        rows_of(raw)

    assert (refusal.value.code, "3" in refusal.value.text) == ("mixed", True)


@pytest.mark.parametrize(
    "raw",
    ["名,ä\nö,ü\n".encode("cp1252", "ignore") * 40, "編碼,名稱\n1,臺灣\n".encode("big5"), bytes(range(128, 256)) * 9],
)
def test_an_unknown_encoding_is_asked_for(raw):
    with pytest.raises(sheets.SheetRefused) as refusal:
        rows_of(raw)

    assert refusal.value.code == "encoding"


def test_a_chosen_encoding_is_used_and_refused_when_it_does_not_fit():
    assert rows_of("名\n镕\n".encode("gb18030"), encoding="gb18030") == [{"名": "镕"}]
    with pytest.raises(sheets.SheetRefused) as refusal:
        rows_of(b"a\n\xff\xfe\xfd\n", encoding="utf-8-sig")
    assert refusal.value.code == "encoding"


def test_an_encoding_nobody_offers_is_refused():
    with pytest.raises(sheets.SheetRefused):
        rows_of(b"a\n1\n", encoding="base64")


def test_the_eighteen_renewed_code_points_are_mapped():
    old = bytes.fromhex("A6D9 A6DA A6DB A6DC A6DD A6DE A6DF A6EC A6ED A6F3 FE59 FE61 FE66 FE67 FE6D FE7E FE90 FEA0")
    new = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"

    read = rows_of("社区名称\n铜都街道起嘎社区居民委员会路灯不亮请尽快处理谢谢".encode("gb18030") + old + b"\n")

    assert read[0]["社区名称"].endswith(new)


def test_other_private_characters_are_kept_and_flagged_with_their_row():
    read = list(sheets.read(io.BytesIO("姓名\n王\ue000\n李\n".encode())).rows)

    assert read[0].cells["姓名"] == "王\ue000"
    assert ("姓名" in read[0].flaws[0], read[1].flaws) == (True, ())


def test_control_characters_and_lone_surrogates_are_cleaned():
    assert clean_cell("a\x00b\x0bc\x1fd\x7fe\ufefff") == "abcdef"
    assert clean_cell("a\ud800b") == "a\ufffdb"
    assert flaw_of("a\ufffdb") == "broken"
    assert clean_cell("第一行\r\n第二行\t") == "第一行\n第二行"


def test_a_nul_in_a_text_file_is_cleaned():
    assert rows_of("名称,说明\n铜\0都,路灯\0不亮\n".encode()) == [{"名称": "铜都", "说明": "路灯不亮"}]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("　铜都街道　", "铜都街道"),
        ("１２３ＡＢｃ", "123ABc"),
        ("起嘎\u200b社区\u202e", "起嘎社区"),
        ("\u2066gpj.exe\u2069", "gpj.exe"),
        ("吐尔逊·买买提", "吐尔逊·买买提"),
        ("东川区（原东川市）", "东川区（原东川市）"),
        ("a\n\tb\u00a0 c", "a b c"),
        ("\u202b\u200f\u200e\u2060\ufeff", ""),
        ("👩\u200d👧", "👩👧"),
    ],
)
def test_identity_texts_hold_nothing_that_hides_or_turns(raw, clean):
    assert sheets.clean_text(raw) == clean


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29", (2024, 2, 28, 16)),
        ("2024/2/9 8:05", (2024, 2, 9, 0, 5)),
        ("20240229", (2024, 2, 28, 16)),
        ("20240229080501", (2024, 2, 29, 0, 5, 1)),
        ("2024年2月29日 下午3时5分", (2024, 2, 29, 7, 5)),
        ("2024年2月29日12时", (2024, 2, 29, 4)),
        ("2024-02-29T08:05:00Z", (2024, 2, 29, 8, 5)),
        ("2012-06-25 15:10:37+00:00", (2012, 6, 25, 15, 10, 37)),
        ("2024-02-29 08:05:00.250+0800", (2024, 2, 29, 0, 5, 0, 250000)),
        ("02/29/2024 12:05:00 AM", (2024, 2, 28, 16, 5)),
        ("02/29/2024 03:05:00 PM", (2024, 2, 29, 7, 5)),
        ("２０２４-０２-２９", (2024, 2, 28, 16)),
        ("2024.2.29", (2024, 2, 28, 16)),
        ("1988-07-01", (1988, 6, 30, 15)),
    ],
)
def test_moments_are_read_as_people_write_them(text, moment):
    assert sheets.parse_moment(text, "Asia/Shanghai") == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "昨天", "2023-02-29", "2024-13-01", "29/02/2024", "2024-02-29 25:00", "12", "2024-02-29x"]
)
def test_what_is_no_moment_is_an_error(text):
    with pytest.raises(ValueError):
        sheets.parse_moment(text, "Asia/Shanghai")
