from datetime import date

import pytest

from surveys.questionnaire import FIVE_LEVEL, HCP, Definition, Text, UnknownCode, list_shipped, load_shipped
from tests.surveys.shared_data import needs_shared_data, rows

EXPECTED = [
    "department_360",
    "form_burden",
    "hcp_online",
    "hcp_onsite",
    "hotline_callback",
    "hotline_text",
    "mystery_visit",
    "public_phone_poll",
    "reverse_ballot",
    "reverse_ballot_own",
    "sms_short",
]
SHIPPED = [load_shipped(code) for code in list_shipped()]


def texts_of(definition: Definition) -> list[Text]:
    texts = [definition.title, definition.introduction, definition.closing]
    for question in definition.questions:
        texts += [question.text, question.hint]
        texts += [option.text for option in question.options] + [criterion.text for criterion in question.criteria]
    return [text for text in texts if text]


def test_what_is_shipped() -> None:
    assert set(EXPECTED) <= set(list_shipped())


def test_an_unknown_questionnaire_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode, match="horoscope"):
        load_shipped("horoscope")


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda definition: definition.code)
def test_a_shipped_questionnaire_is_bilingual_and_approved_as_an_example(definition: Definition) -> None:
    assert all(set(text.versions) >= {"zh-Hans", "en"} for text in texts_of(definition))
    assert definition.approval.form_number.startswith("示例")
    assert definition.approval.approval_number.startswith("示例")
    assert not definition.is_expired(date(2026, 1, 1))


@pytest.mark.parametrize("code", ["hcp_onsite", "hcp_online"])
def test_the_forty_national_indicators_stand_eight_to_a_level_under_their_official_hundred(code: str) -> None:
    overall = load_shipped(code).get_question("overall")
    for verdict in FIVE_LEVEL.levels:
        options = overall.options_at(verdict)
        assert len(options) == 8
        assert {int(option.code) // 100 for option in options} == {HCP.get_number(verdict)}


@needs_shared_data
@pytest.mark.parametrize("code", ["hcp_onsite", "hcp_online"])
def test_the_national_indicators_are_those_in_force(code: str) -> None:
    table = [
        dict(zip(map(str.strip, row), map(str.strip, row.values()), strict=True))
        for row in rows("codes/hcp_norm_codes.csv")
    ]
    in_force = {
        (HCP.get_verdict(int(row["satisfaction_level"])), row["norm_code"], row["norm_name"])
        for row in table
        if row["status"] == "active"
    }
    options = load_shipped(code).get_question("overall").options
    assert {(option.level, option.code, str(option.text)) for option in options} == in_force


def test_the_ballot_has_seven_common_criteria_and_a_way_to_say_dont_know() -> None:
    ballot = load_shipped("reverse_ballot")
    assert len(ballot.items) == 7
    assert ballot.get_question("ballot").offers == ("dont_know",)


def test_a_ballot_of_seven_and_more_points_asks_the_same_seven_first() -> None:
    common, own = load_shipped("reverse_ballot"), load_shipped("reverse_ballot_own")
    assert own.items[:7] == common.items
    assert len(own.items) > 7
