from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import normalise, share_of_han


def test_full_width_digits_and_letters_become_half_width_and_punctuation_stays() -> None:
    assert normalise("Ａ区１２３４５热线，很好！") == "A区12345热线，很好！"


def test_traditional_script_becomes_simplified() -> None:
    assert normalise("區政府態度惡劣") == "区政府态度恶劣"


def test_the_first_line_stays_a_line() -> None:
    assert normalise("标题\r\n\r\n  正文\t有空格") == "标题\n正文 有空格"


def test_markup_and_invisible_characters_go() -> None:
    assert normalise("<p>你好\u200b</p>&nbsp;再见\x00") == "你好 再见"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_share_of_han() -> None:
    assert share_of_han("好a") == 0.5
    assert share_of_han("") == 0.0


@given(st.text(alphabet="市区。，,!<&\n \t\u3000Ａa1臺國⼀", max_size=30))
def test_a_text_that_looks_plain_is_left_as_it_is_and_any_other_ends_plain_or_empty(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
