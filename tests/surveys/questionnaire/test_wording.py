from surveys.questionnaire import list_languages, list_missing_wordings
from tests.surveys.questionnaire.forms import CAME, form_of

FORM = form_of(CAME, "- {code: q, kind: date, text: {zh-Hans: 问, zh-Hant: 問}, hint: {zh-Hans: 注, en: Note}}")


def test_the_languages_that_a_file_uses() -> None:
    assert list_languages(FORM) == ["zh-Hans", "en", "zh-Hant"]


def test_every_wording_that_a_language_lacks_is_named_with_its_place() -> None:
    assert [str(missing) for missing in list_missing_wordings(FORM, ["en"])] == [
        "questions[0].text: there is no wording in en",
        "questions[0].options[0].text: there is no wording in en",
        "questions[0].options[1].text: there is no wording in en",
        "questions[0].options[2].text: there is no wording in en",
        "questions[1].text: there is no wording in en",
    ]


def test_without_a_wish_every_language_of_the_file_is_looked_for() -> None:
    assert {missing.language for missing in list_missing_wordings(FORM)} == {"en", "zh-Hant"}
    assert not list_missing_wordings(FORM, ["zh-Hans"])
