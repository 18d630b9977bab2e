"""Whatever a line can be stored with has a word."""

from flask import Flask

from feedback_app.scoring.line_words import category_words, correction_words, why_not_counted
from surveys.assessment import Basis, LineReason


def test_every_reason_for_not_counting_has_its_own_word(app: Flask) -> None:
    line = {"minimum": 10, "undecided": "0.125"}
    with app.app_context():
        words = {reason: why_not_counted(line | {"reason": str(reason)}) for reason in LineReason}
    assert words.pop(LineReason.COUNTED) == ""
    assert all(words.values())
    assert len(set(words.values())) == len(words)
    assert words[LineReason.UNDECIDED] == "12.5 % 的评价还待人工判定，暂不计分"


def test_every_basis_of_a_machine_s_reading_has_its_own_word(app: Flask) -> None:
    with app.app_context():
        words = {basis: correction_words({"basis": str(basis)}) for basis in Basis}
        assert correction_words({}) == "", "tables frozen by earlier rules know of no audit"
        assert category_words("party_affairs") == "党群部门"
    assert words.pop(Basis.COUNTS) == ""
    assert all(words.values())
    assert len(set(words.values())) == len(words)
