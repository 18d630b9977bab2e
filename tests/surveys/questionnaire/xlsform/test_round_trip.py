from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from surveys.questionnaire import Approval, Definition, QuestionKind, Verdict, check, list_shipped, load_shipped
from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Expression, Negation, Operator, Subject, holds
from surveys.questionnaire.xlsform import export_xlsform, import_xlsform
from surveys.questionnaire.xlsform.expressions import Names, Size, Vocabulary, translate, written
from tests.surveys.questionnaire.forms import form_of
from tests.surveys.questionnaire.xlsform.shapes import SETTINGS, SHAPES

APPROVAL = Approval(form_number="示例01表", issuer="示例局", approval_number="示例1号", valid_until=date(2028, 12, 31))


def imported(shape: str) -> Definition:
    return import_xlsform((SHAPES[shape] + SETTINGS).encode(), file_type=".md", approval=APPROVAL).definition


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_comes_in_goes_out_and_comes_in_the_same(shape: str) -> None:
    first = imported(shape)
    assert import_xlsform(export_xlsform(first)).definition == first


@pytest.mark.parametrize("code", list_shipped())
def test_what_is_shipped_goes_out_and_comes_back_the_same(code: str) -> None:
    back = import_xlsform(export_xlsform(load_shipped(code)))
    assert back.definition == load_shipped(code)
    assert back.left_out == ()


def test_the_limits_of_an_answer_are_ours() -> None:
    form = imported("ranges")
    assert (form.get_question("age").minimum, form.get_question("age").maximum) == (16, 120)
    assert form.get_question("age").constraint is None
    assert form.get_question("wait").constraint is not None
    assert form.get_question("cost").minimum == 0


def test_a_slider_from_0_to_10_is_a_mark() -> None:
    assert [q.kind for q in imported("a slider").questions] == [QuestionKind.ZERO_TO_TEN, QuestionKind.NUMBER]


@pytest.mark.parametrize(
    ("raw", "asked"),
    [
        ({"came": ["no"], "wait": ["40"]}, {"came"}),
        ({"came": ["yes"], "wait": ["40"], "reason": ["人多"], "told": ["有"]}, {"came", "wait", "reason", "told"}),
        ({"came": ["yes"], "wait": ["30"], "reason": ["人多"]}, {"came", "wait"}),
    ],
)
def test_the_conditions_of_nested_groups_hold_together(raw: dict[str, list[str]], asked: set[str]) -> None:
    assert set(check(imported("nested groups"), raw).answers) == asked


def test_a_choice_that_excludes_the_others() -> None:
    need, two = imported("none of these").questions
    assert [option.code for option in need.options if option.is_exclusive] == ["none"]
    assert two.max_choices == 2


def test_a_scale_is_known_by_its_labels_whatever_its_numbers() -> None:
    form = imported("a scale by label, worst first")
    assert form.get_question("overall").scale is not None
    assert set(check(form, {"overall": ["dissatisfied"], "why": ["慢"]}).answers) == {"overall", "why"}
    assert set(check(form, {"overall": ["satisfied"], "why": ["慢"]}).answers) == {"overall"}


def test_reasons_stand_under_their_level() -> None:
    overall = imported("reasons under a level").get_question("overall")
    assert [option.code for option in overall.options_at(Verdict.DISSATISFIED)] == ["slow"]


def test_a_name_that_is_no_code_becomes_one_also_where_it_is_quoted() -> None:
    form = imported("an earlier answer in the words")
    assert form.questions[0].code == "place_name"
    assert form.questions[0].max_length == 20
    assert "${place_name}" in str(form.questions[1].text)


def test_a_wording_that_looks_like_a_formula_stays_words() -> None:
    form = form_of("- {code: q, kind: short_text, text: '=1+1', hint: '+cmd'}")
    sheet = load_workbook(BytesIO(export_xlsform(form)))["survey"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    assert import_xlsform(export_xlsform(form)).definition == form


def answer(
    names: list[str], *operators: Operator, values: st.SearchStrategy[tuple[str, ...]], other: str = ""
) -> st.SearchStrategy[Comparison]:
    return st.builds(
        Comparison,
        subject=st.just(Subject.ANSWER),
        name=st.sampled_from(names),
        operator=st.sampled_from(operators),
        values=values,
        other=st.just(other),
    )


NOTHING: st.SearchStrategy[tuple[str, ...]] = st.just(())
LEAVES = st.one_of(
    answer(["age"], Operator.AT_LEAST, Operator.AT_MOST, values=st.sampled_from([("18",), ("-3",), ("2.5",)])),
    answer(["age"], Operator.ABOVE, Operator.BELOW, values=NOTHING, other="times"),
    answer(["came", "why"], Operator.IN, values=st.sampled_from([("a",), ("b",), ("a", "b")])),
    answer(["age", "came", "why"], Operator.ANSWERED, values=NOTHING),
    st.just(Comparison(subject=Subject.FACT, name="channel", operator=Operator.IN, values=("web",))),
)
TREES = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds(Negation, part=part),
        st.builds(AllOf, parts=st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, parts=st.lists(part, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.sampled_from([("17",), ("18",), ("2.5",), ("-3",), ("40",)]),
        "times": st.sampled_from([("2",), ("20",)]),
        "came": st.sampled_from([("a",), ("b",), ("c",)]),
        "why": st.sampled_from([("a",), ("a", "b"), ("c",)]),
    },
)
NAMES = Names(own="q", reference=str, value=lambda _field, value: value, is_several=lambda field: field == "why")
WORDS = Vocabulary(own="q", field=str, value=lambda _field, value: value)


@settings(max_examples=150)
@given(TREES, ANSWERS, st.sampled_from([{}, {"channel": "web"}, {"channel": "sms"}]))
def test_a_condition_written_as_xpath_and_read_back_means_the_same(
    tree: Expression, answers: dict[str, tuple[str, ...]], facts: dict[str, str]
) -> None:
    parts = [part for part in translate(written(tree, NAMES), WORDS) if not isinstance(part, Size)]
    assert all(holds(part, answers, facts) for part in parts) is holds(tree, answers, facts)
