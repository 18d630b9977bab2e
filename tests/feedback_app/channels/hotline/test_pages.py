"""What pages show: marks in texts, and tables whose shares add up."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.channels.hotline.pages import level_lines, passages, reason_lines, theme_lines
from feedback_app.channels.hotline.queries import Summary

SPANS = st.none() | st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.text(max_size=30), SPANS, SPANS)
def test_marking_loses_and_adds_nothing(text: str, evidence: list[int] | None, body: list[int] | None) -> None:
    assert "".join(passage.text for passage in passages(text, evidence, body)) == text


def test_a_body_inside_the_evidence_is_both() -> None:
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
