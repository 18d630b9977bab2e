"""Encodings are decided on the whole file, and a wrong one is named with its place."""

import pytest
from flask import Flask

from feedback_app.gateways.spreadsheets.encodings import LONGEST_LINE, probe_encoding
from feedback_app.gateways.spreadsheets.refusals import MalformedCsv, NotATable, WrongEncoding

TEXT = "编号,意见\n1,办得快，态度好\n"


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("ascii", "utf-8"),
    ],
)
def test_the_usual_encodings_are_told_apart(codec: str, expected: str) -> None:
    text = "id,level\n1,5\n" if codec == "ascii" else TEXT
    assert probe_encoding(text.encode(codec), "意见.csv") == expected


@pytest.mark.parametrize("padding", range(4))
def test_a_character_across_any_buffer_border_does_not_fool_the_probe(padding: int) -> None:
    long = "a" * padding + "满意" * 70_000 + "\n"
    assert probe_encoding((TEXT + long).encode("gb18030"), "x.csv") == "gb18030"
    assert probe_encoding((TEXT + long).encode("utf-8"), "x.csv") == "utf-8"


def test_one_chinese_letter_at_the_very_end_decides() -> None:
    assert probe_encoding(b"a,b\n" * 100_000 + "满".encode("gb18030"), "x.csv") == "gb18030"


def test_a_broken_byte_in_utf8_is_named_rather_than_read_as_another_encoding() -> None:
    broken = TEXT.encode() + b"2,\xff\xfe" + "好".encode() + b"\n"
    with pytest.raises(WrongEncoding) as refused:
        probe_encoding(broken, "x.csv")
    assert refused.value.data == {"name": "x.csv", "encoding": "UTF-8", "line": 3, "byte": 3}


def test_a_utf8_file_cut_inside_its_last_character_is_not_taken_for_gb18030() -> None:
    with pytest.raises(WrongEncoding) as refused:
        probe_encoding((TEXT * 3 + "满").encode()[:-1], "x.csv")
    assert (refused.value.data["encoding"], refused.value.data["line"]) == ("UTF-8", 7)


def test_a_broken_byte_in_gb18030_is_named() -> None:
    with pytest.raises(WrongEncoding) as refused:
        probe_encoding(TEXT.encode("gb18030") + b"2,\xff\n", "x.csv")
    assert refused.value.data == {"name": "x.csv", "encoding": "GB18030", "line": 3, "byte": 3}


def test_nul_bytes_and_endless_lines_are_no_table() -> None:
    with pytest.raises(NotATable):
        probe_encoding(b"a,b\n\0\0\n", "x.csv")
    with pytest.raises(MalformedCsv):
        probe_encoding(b"a" * (LONGEST_LINE + 1), "x.csv")


@pytest.mark.parametrize(("language", "words"), [("zh", "内容像是 二进制数据"), ("en", "looks like binary data")])
def test_bytes_that_are_no_text_are_named_in_the_reader_s_language(app: Flask, language: str, words: str) -> None:
    with app.test_request_context(f"/?lang={language}"), pytest.raises(NotATable) as refused:
        probe_encoding(b"a,b\n\0\0\n", "x.csv")
    with app.test_request_context(f"/?lang={language}"):
        assert words in refused.value.explain()


def test_a_lone_half_of_a_utf16_pair_is_refused() -> None:
    with pytest.raises(WrongEncoding):
        probe_encoding("a\n".encode("utf-16") + b"\x00\xd8", "x.csv")
