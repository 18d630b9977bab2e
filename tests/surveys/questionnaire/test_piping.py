import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import DefinitionProblems, as_plain, check, fill
from tests.surveys.questionnaire.forms import OVERALL, WHY, form_of

NAME = "- {code: place, kind: short_text, text: 在哪里？}"
PHONE = "- {code: phone, kind: phone, text: 电话}"
THEN = """\
- code: then
  kind: long_text
  text: {zh-Hans: "您在${place}选了${overall}，因为${why}？", en: "In ${place}: ${overall}?"}
"""
FORM = form_of(NAME, OVERALL, WHY, THEN)
RAW = {"place": ["<b>大厅</b>"], "overall": ["dissatisfied"], "why": ["rude", "slow"]}


def asked(raw: dict[str, list[str]], **how: object) -> str:
    answers = check(FORM, raw).answers
    return fill(FORM.get_question("then").text, FORM.questions, answers, **{"language": "zh-Hans", **how})


def test_earlier_answers_stand_in_a_wording_as_their_labels_escaped() -> None:
    assert asked(RAW) == "您在&lt;b&gt;大厅&lt;/b&gt;选了不满意，因为慢、态度差？"


def test_a_message_is_plain_text() -> None:
    assert asked(RAW, escape=as_plain) == "您在<b>大厅</b>选了不满意，因为慢、态度差？"


def test_each_language_has_its_own_wording_and_labels() -> None:
    assert asked({"place": ["hall"], "overall": ["satisfied"]}, language="en") == "In hall: Satisfied?"


def test_what_was_not_answered_leaves_a_gap() -> None:
    assert asked({}) == "您在……选了……，因为……？"


def test_a_long_answer_of_many_lines_becomes_one_short_line() -> None:
    shown = asked({"place": ["甲\n乙 " + "丙" * 80]})
    assert "\n" not in shown
    assert len(shown) < 100


def test_an_answer_that_looks_like_a_mark_is_not_filled_again() -> None:
    assert "${overall}" in asked({"place": ["${overall}"], "overall": ["satisfied"]}, escape=as_plain)


@given(st.text(max_size=100))
def test_no_answer_can_bring_markup(words: str) -> None:
    assert not set(asked({"place": [words]})) & set("<>\"'")


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        ("${later}", "quotes 'later', which is not an earlier question"),
        ("${q}", "quotes 'q', which is not an earlier question"),
        ("${phone}", "quotes 'phone', which is personal"),
        ("${overall.options}", "quotes 'overall.options', which is not an earlier question"),
    ],
)
def test_a_wording_can_quote_only_what_is_known_and_not_personal(wording: str, reason: str) -> None:
    with pytest.raises(DefinitionProblems) as caught:
        form_of(
            PHONE, OVERALL, f"- {{code: q, kind: date, text: '{wording}'}}", "- {code: later, kind: date, text: 问}"
        )
    assert [str(problem) for problem in caught.value.problems] == [f"questions[2].text: {reason}"]
