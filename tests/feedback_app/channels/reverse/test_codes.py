"""Codes on paper: enough bits, forgiving to type, kept only as a keyed hash."""

import math

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.channels.reverse.codes import LENGTH, LETTERS, hash_code, new_code, read_code


def test_a_code_has_sixty_bits() -> None:
    assert LENGTH * math.log2(len(LETTERS)) >= 60


def test_a_printed_code_reads_as_its_letters() -> None:
    code = new_code()
    assert len(code) == 14
    assert read_code(code) == code.replace("-", "")


@given(st.text(LETTERS, min_size=LENGTH, max_size=LENGTH))
def test_case_width_blanks_and_look_alikes_do_not_matter(letters: str) -> None:
    typed = " ".join(letters.lower().replace("0", "o").replace("1", "l"))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in letters)
    assert read_code(typed) == read_code(wide) == letters


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(written: str) -> None:
    read = read_code(written)
    assert read is None or (len(read) == LENGTH and set(read) <= set(LETTERS))


def test_without_the_key_a_hash_leads_nowhere() -> None:
    assert hash_code("7K3M0Q9TXB42", key="a" * 32) != hash_code("7K3M0Q9TXB42", key="b" * 32)
