import io
import zipfile

import pytest

from surveys.questionnaire.xlsform import XlsFormProblems, import_xlsform
from surveys.questionnaire.xlsform.sheets import LARGEST_FILE
from tests.surveys.questionnaire.xlsform.shapes import SETTINGS, YES_NO
from tests.surveys.questionnaire.xlsform.test_round_trip import APPROVAL

ONLY_BY_LEVEL = "choices that depend on another answer are covered only as level=${question} right after it"
HEAD = """
| survey |
| | type | name | label | relevant | constraint | required | choice_filter | appearance | default |
| | integer | age | 年龄 | | | | | | |
"""


def problems_of(*rows: str, approval: bool = True) -> list[str]:
    with pytest.raises(XlsFormProblems) as caught:
        import_xlsform(
            (HEAD + "\n".join(rows) + YES_NO + SETTINGS).encode(),
            file_type=".md",
            approval=APPROVAL if approval else None,
        )
    return [str(problem) for problem in caught.value.problems]


def left_out_of(*rows: str) -> list[str]:
    text = HEAD + "\n".join(rows) + YES_NO + SETTINGS
    return [str(notice) for notice in import_xlsform(text.encode(), file_type=".md", approval=APPROVAL).left_out]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("| | geopoint | q | 在哪里 |", "survey row 3, type: a position on the map identifies a person"),
        ("| | image | q | 照片 |", "survey row 3, type: answers are words and choices, not files"),
        ("| | time | q | 几点 |", "survey row 3, type: times of day are not covered"),
        ("| | rank yes_no | q | 排序 |", "survey row 3, type: an order of choices is no answer that is counted here"),
        ("| | barcode | q | 扫码 |", "survey row 3, type: codes are not scanned"),
        (
            "| | select_one yes_no or_other | q | 选 |",
            "survey row 3, type: or_other adds a question that the form does not show: write the choice and it out",
        ),
        (
            "| | text | q | 问 | regex(${age}, '^[0-9]+$') |",
            "survey row 3, relevant: regex() is not understood here, in: regex(${age}, '^[0-9]+$')",
        ),
        (
            "| | date | q | 问 | | . <= today() |",
            "survey row 3, constraint: today() is not understood here, in: . <= today()",
        ),
        (
            "| | text | q | 问 | ${age} * 2 > 30 |",
            "survey row 3, relevant: '*' is not a comparison that is understood here, in: ${age} * 2 > 30",
        ),
        (
            "| | text | q | 问 | string-length(${age}) < 3 |",
            "survey row 3, relevant: string-length() is understood for its own question, in: string-length(${age}) < 3",
        ),
        (
            "| | select_multiple yes_no | q | 问 | | count-selected(.) >= 2 |",
            "survey row 3, constraint: count-selected() is understood as an upper limit, in: count-selected(.) >= 2",
        ),
        (
            "| | select_one yes_no | q | 问 | | | | kind=${age} |",
            "survey row 3, choice_filter: choices that depend on another answer are not covered",
        ),
        (
            "| | text | q | 问 | ${age} = ${later} |\n| | integer | later | 后 |",
            "survey row 3, relevant: '=' between two answers, in: ${age} = ${later}",
        ),
        (
            "| | text | q | 问 | ${later} > 3 |\n| | integer | later | 后 |",
            "survey row 3, show_if: 'later' is not an earlier question",
        ),
        ("| | text | q | 问 | ${age} = 'old' |", "survey row 3, show_if: old: not a number"),
        ("| | csv-external | q | 表 |", "survey row 3, type: other files are not read"),
        (
            "| | text | q | 问 | string-length(.) < 3 |",
            "survey row 3, relevant: a limit of length or number belongs into the constraint",
        ),
        (
            "| | select_multiple yes_no | q | 选 | | | | level=${age} |",
            f"survey row 3, choice_filter: {ONLY_BY_LEVEL}",
        ),
    ],
)
def test_what_is_not_covered_is_named_with_its_row(row: str, problem: str) -> None:
    assert problem in problems_of(row)


LEVELS = """
| choices |
| | list_name | name | label | level |
| | level | satisfied | 满意 | |
| | level | basically_satisfied | 基本满意 | |
| | level | dissatisfied | 不满意 | |
| | reasons | slow | 慢 | dissatisfied |
"""
RATED = """
| survey |
| | type | name | label | choice_filter | relevant | required | constraint | feedback_kind | hint |
| | integer | age | 年龄 | | | | | | |
"""
MATRIX = "| | begin_group | ballot | 请评价 | | | | | matrix | |"
REASONS = "| | select_one level | q | 评价 | | | | | | |\n| | select_multiple reasons | q_options"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (f"{REASONS} | 原因 | level=${{q}} | ${{age}} > 9 | | | | |", "row 4, relevant: reasons are asked where"),
        (f"{REASONS} | 原因 | level=${{q}} | | yes | | | |", "row 4, required: reasons are asked where"),
        (
            f"{REASONS} | 原因 | level=${{q}} | | | ${{age}} > 9 | | |",
            "row 4, constraint: of reasons only their",
        ),
        (
            f"{MATRIX}\n| | select_one level | ballot__a | 速度 | | ${{age}} > 9 | | | | |\n| | end_group |",
            "row 4, relevant: stands at the matrix",
        ),
        (
            f"{MATRIX}\n| | begin_group | g | | | | | | | |\n| | text | t | 说 |\n| | end_group |\n| | end_group |",
            "row 4, type: a matrix holds rows",
        ),
    ],
)
def test_what_cannot_stand_at_reasons_or_rows_is_refused_rather_than_lost(rows: str, problem: str) -> None:
    with pytest.raises(XlsFormProblems) as caught:
        import_xlsform((RATED + rows + LEVELS + SETTINGS).encode(), file_type=".md", approval=APPROVAL)
    assert any(str(found).startswith(f"survey {problem}") for found in caught.value.problems)


def test_the_words_of_reasons_and_hints_of_rows_are_named_as_left_out() -> None:
    row = "| | select_one level | ballot__a | 速度 | | | | | | 快 |"
    rows = f"{REASONS} | 原因 | level=${{q}} | | | | | |\n{MATRIX}\n{row}\n| | end_group |"
    text = RATED + rows + LEVELS + SETTINGS
    left = [str(notice) for notice in import_xlsform(text.encode(), file_type=".md", approval=APPROVAL).left_out]
    assert any(found.startswith("survey row 4, label: reasons stand") for found in left)
    assert any(found.startswith("survey row 6, hint: a row of a matrix") for found in left)


def test_of_several_limits_the_strictest_holds() -> None:
    text = HEAD + "| | integer | n | 几 | | . >= 18 and . >= 16 and . <= 60 and . <= 90 |" + YES_NO + SETTINGS
    (_, asked) = import_xlsform(text.encode(), file_type=".md", approval=APPROVAL).definition.questions
    assert (asked.minimum, asked.maximum) == (18, 60)


def test_a_repeat_is_refused_with_a_reason() -> None:
    found = problems_of("| | begin_repeat | child | 子女 |", "| | text | name | 名 |", "| | end_repeat | | |")
    assert found[0].startswith("survey row 3, type: how often a group repeats is not known beforehand")


def test_every_problem_is_named_at_once() -> None:
    found = problems_of("| | geopoint | a | 甲 |", "| | text | b | 乙 | regex(., 'x') |", "| | audio | c | 丙 |")
    assert [problem.split(",")[0] for problem in found] == ["survey row 3", "survey row 4", "survey row 5"]


def test_a_form_without_the_marks_of_an_approval_is_refused() -> None:
    assert "settings, approval.issuer: is empty" in problems_of("| | text | q | 问 |", approval=False)


def test_what_pyxform_refuses_is_told_in_its_words() -> None:
    assert any("nothing" in problem for problem in problems_of("| | text | q | 问 | ${nothing} > 3 |"))


@pytest.mark.parametrize(
    ("row", "notice"),
    [
        ("| | deviceid | d | |", "survey row 3, type: what a device reports about a person is not collected"),
        ("| | start | s | |", "survey row 3, type: what a device reports about a person is not collected"),
        ("| | note | n | 注意 |", "survey row 3, type: a statement asks nothing"),
        ("| | text | q | 问 | | | | | w1 |", "survey row 3, appearance: this column has no counterpart"),
        ("| | text | q | 问 | | | | | | 无 |", "survey row 3, default: this column has no counterpart"),
        (
            "| | begin_group | g | 组 |\n| | text | q | 问 |\n| | end_group | | |",
            "survey row 3, label: questions stand",
        ),
    ],
)
def test_what_changes_no_answer_is_left_out_and_named(row: str, notice: str) -> None:
    assert any(found.startswith(notice) for found in left_out_of(row))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", b"just words"])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    with pytest.raises(XlsFormProblems):
        import_xlsform(content, approval=APPROVAL)


def test_a_file_that_unpacks_to_a_mountain_is_refused_unread() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (60 * 2**20))
    with pytest.raises(XlsFormProblems, match="is too large"):
        import_xlsform(stream.getvalue(), approval=APPROVAL)
    with pytest.raises(XlsFormProblems, match="is too large"):
        import_xlsform(b"x" * (LARGEST_FILE + 1), approval=APPROVAL)
