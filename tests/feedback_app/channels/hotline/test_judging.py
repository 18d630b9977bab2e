"""What stands at once, what waits for a person, and whose evaluation it is."""

from datetime import date

import pytest

from feedback_app.channels.hotline.judging import Judgement, Official, Span, confidence_of, judge, settle_unit
from feedback_app.channels.hotline.models import ReviewState
from feedback_app.responses.models import Standing
from nlp.bodies import Basis
from nlp.extraction import Confidence, Extraction
from nlp.urgency import Urgency
from tests.feedback_app.channels.hotline.cases import candidate, enquiry, extraction

YEAR = Span(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
NOBODY = Official()
UNKNOWN = Official(name="某某镇")
EDUCATION = Official(name="市教育局", unit_id=1, code="JYJ")
STREETS = Official(name="市城管局", unit_id=2, code="CGJ")
UNNAMED = extraction(body=None, body_span=None, body_code=None, body_candidates=())
GENERIC = extraction(body="相关部门", body_code=None, body_candidates=())
PARTLY = extraction(body="教育局", body_code=None, body_candidates=(candidate("JYJ", 0.35, Basis.PART),))


def _judge(
    read: Extraction, *, text_unit: int | None = None, official: Official = NOBODY, on: date | None = date(2026, 3, 1)
) -> Judgement:
    return judge(read, text_unit_id=text_unit, official=official, occurred_on=on, span=YEAR)


@pytest.mark.parametrize(
    ("read", "text_unit", "official", "settled"),
    [
        (extraction(), 1, NOBODY, 1),
        (extraction(), 1, UNKNOWN, 1),
        (extraction(), 1, EDUCATION, 1),
        (extraction(), 1, STREETS, None),  # the text blames one, the file says another handled it: a person decides
        (UNNAMED, None, STREETS, 2),
        (GENERIC, None, STREETS, 2),
        (UNNAMED, None, UNKNOWN, None),
        (UNNAMED, None, NOBODY, None),
        (PARTLY, None, EDUCATION, 1),  # 教育局 may well be the handling 市教育局
        (PARTLY, None, STREETS, None),  # and is surely not 市城管局
    ],
)
def test_a_unit_is_settled_only_beyond_doubt(
    read: Extraction, text_unit: int | None, official: Official, settled: int | None
) -> None:
    assert settle_unit(read, text_unit, official) == settled


def test_a_sure_evaluation_of_a_known_unit_counts_at_once() -> None:
    judged = _judge(extraction(), text_unit=1)
    assert judged.review_state is ReviewState.NONE
    assert judged.verdict is not None
    assert (judged.verdict.unit_id, judged.verdict.verdict) == (1, "dissatisfied")
    assert (judged.verdict.made_by, judged.verdict.standing) == ("test", Standing.VALID)


@pytest.mark.parametrize(
    ("read", "text_unit", "state"),
    [
        (enquiry(), None, ReviewState.NONE),
        (enquiry(abstained=True), None, ReviewState.WAITING),
        (extraction(), None, ReviewState.WAITING),
        (extraction(abstained=True), 1, ReviewState.WAITING),
        (enquiry(urgency=Urgency.CHILD), None, ReviewState.WAITING),
    ],
    ids=["an enquiry", "unsure whether", "no unit", "unsure", "urgent"],
)
def test_nothing_counts_that_is_no_evaluation_or_not_sure(
    read: Extraction, text_unit: int | None, state: ReviewState
) -> None:
    judged = _judge(read, text_unit=text_unit)
    assert (judged.verdict, judged.review_state) == (None, state)


def test_an_urgent_evaluation_counts_and_is_looked_at_too() -> None:
    judged = _judge(extraction(urgency=Urgency.DANGER_TO_LIFE), text_unit=1)
    assert judged.verdict is not None
    assert judged.review_state is ReviewState.WAITING


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2025, 12, 31), Standing.QUARANTINED),
        (date(2026, 1, 1), Standing.VALID),
        (date(2026, 12, 31), Standing.VALID),
        (date(2027, 1, 1), Standing.QUARANTINED),
        (None, Standing.VALID),
    ],
)
def test_what_happened_in_another_year_is_quarantined(on: date | None, standing: Standing) -> None:
    judged = _judge(extraction(), text_unit=1, on=on)
    assert judged.verdict is not None
    assert judged.verdict.standing is standing


def test_an_evaluation_is_as_sure_as_its_least_sure_answer() -> None:
    assert confidence_of(extraction()) == 0.91
    weak_name = Confidence(kind=0.96, level=0.91, theme=0.2, body=0.3)
    assert confidence_of(extraction(confidence=weak_name)) == 0.3
    assert confidence_of(extraction(confidence=weak_name, body_code=None)) == 0.91  # then the file named the unit
