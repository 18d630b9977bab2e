"""What pages show: marks in texts, and tables whose shares add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.pages import (
    level_lines,
    may_accept,
    passages,
    reason_lines,
    theme_lines,
    waits_because,
)
from feedback_app.channels.hotline.queries import Summary
from feedback_app.channels.hotline.units import KnownUnit

SPANS = st.none() | st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.text(max_size=30), SPANS, SPANS)
def test_marking_loses_and_adds_nothing(text: str, evidence: list[int] | None, body: list[int] | None) -> None:
    assert "".join(passage.text for passage in passages(text, evidence, body)) == text


def test_a_body_inside_the_evidence_is_both() -> None:
    asides = [(0, 2, "frame")]
    assert [p.is_aside for p in passages("反映市教育局推诿", [2, 8], [2, 6], asides)] == [True, False, False]
    marked = passages("反映市教育局推诿", [2, 8], [2, 6])
    assert [(p.text, p.is_evidence, p.is_body) for p in marked] == [
        ("反映", False, False),
        ("市教育局", True, True),
        ("推诿", True, False),
    ]


def test_every_level_and_reason_has_its_line_even_at_nought() -> None:
    summary = Summary(levels={1: 3, 5: 1}, reasons={"request": 2}, themes={"政法": 1, "交通运输": 3})
    assert [(line.code, line.number, line.share) for line in level_lines(summary)] == [
        ("very_dissatisfied", 3, 0.75),
        ("dissatisfied", 0, 0.0),
        ("basically_satisfied", 0, 0.0),
        ("satisfied", 0, 0.0),
        ("very_satisfied", 1, 0.25),
    ]
    assert [line.number for line in reason_lines(summary)] == [0, 2, 0, 0, 0]
    assert [line.code for line in theme_lines(summary)] == ["交通运输", "政法"]
    assert [line.share for line in reason_lines(Summary())] == [0.0] * 5


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("is_valid", "sure", "told"),
    [
        (True, {"kind": 0.984, "level": 0.523}, "其中最低的是“等级”（52.3 %）"),
        (True, {"kind": 0.61, "level": 0.9}, "其中最低的是“是否有效评价”（61.0 %）"),
        (False, {"kind": 0.4, "level": None}, "其中最低的是“非有效评价的种类”（40.0 %）"),
        (True, {"kind": None, "level": None}, "机器没有把握"),
    ],
)
def test_a_reviewer_is_told_what_the_machine_is_unsure_of(is_valid: bool, sure: dict[str, float], told: str) -> None:
    record = HotlineRecord(is_valid=is_valid, has_abstained=True, is_urgent=False, unit_id=1)
    record.extraction, record.review_state = {"confidence": sure}, ReviewState.WAITING
    (cause,) = map(str, waits_because(record))
    assert cause.endswith(told)


@pytest.mark.parametrize(
    ("is_valid", "level", "reason", "knows_unit", "may"),
    [
        (True, 2, None, True, True),
        (True, 2, None, False, False),
        (True, None, None, True, False),
        (False, None, "request", False, True),
        (False, None, None, True, False),
    ],
)
def test_only_a_whole_answer_of_the_machine_is_offered(
    is_valid: bool, level: int | None, reason: str | None, knows_unit: bool, may: bool
) -> None:
    record = HotlineRecord(is_valid=is_valid, level=level, reason=reason)
    suggested = [KnownUnit(id=1, code="CGJ", name="市城管局")] if knows_unit else []
    assert may_accept(record, suggested) is may
