import pytest

from surveys.questionnaire import (
    Definition,
    DefinitionProblems,
    Finding,
    LintCode,
    Mode,
    estimate_burden,
    lint,
    lint_wording,
    list_missing_wordings,
    list_shipped,
    load_shipped,
)
from surveys.questionnaire.lint import EXAMPLES
from tests.surveys.questionnaire.forms import AGE, HEAD, OVERALL, WHY, form_of

WHOLE = {LintCode.BURDEN, LintCode.PROMISED_TIME}
INTRODUCTION = "introduction: 您好，约需一分钟。\n"
WAIVABLE = sorted(set(LintCode) - {LintCode.NEEDLESS_WAIVER})


def example_of(code: LintCode, *, waived: bool = False) -> Definition:
    example = EXAMPLES[code].replace("{", "- {code: q, ", 1)
    waiver = f"waive: {{{code}: 上级文件规定}}"
    if waived and code not in WHOLE:
        example = f"{example[:-1]}, {waiver}}}"
    head = HEAD + INTRODUCTION + (f"{waiver}\n" if waived and code in WHOLE else "")
    return form_of(OVERALL, example, head=head)


def codes_of(findings: list[Finding]) -> set[LintCode]:
    return {finding.code for finding in findings}


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(LintCode)


@pytest.mark.parametrize("code", LintCode)
def test_the_example_of_a_rule_breaks_it(code: LintCode) -> None:
    assert code in codes_of(lint(example_of(code)))


@pytest.mark.parametrize("code", WAIVABLE)
def test_a_waiver_with_a_reason_silences_a_rule_at_its_place(code: LintCode) -> None:
    assert codes_of(lint(example_of(code, waived=True))) == codes_of(lint(example_of(code))) - {code}


@pytest.mark.parametrize("waiver", ["{leading: ''}", "{politeness: 没有这条}", "{needless_waiver: 不行}", "leading"])
@pytest.mark.parametrize("place", ["top", "question"])
def test_a_waiver_without_a_reason_or_of_no_rule_is_refused(waiver: str, place: str) -> None:
    head = f"{HEAD}waive: {waiver}\n" if place == "top" else HEAD
    question = OVERALL if place == "top" else OVERALL.replace("}\n", f", waive: {waiver}}}\n")
    with pytest.raises(DefinitionProblems):
        form_of(question, head=head)


def test_an_ordinary_questionnaire_is_left_alone() -> None:
    assert lint(form_of(OVERALL, WHY, AGE)) == []


@pytest.mark.parametrize("code", list_shipped())
@pytest.mark.parametrize("mode", Mode)
def test_what_is_shipped_is_clean(code: str, mode: Mode) -> None:
    assert lint(load_shipped(code), mode=mode) == []
    assert list_missing_wordings(load_shipped(code), ["zh-Hans", "en"]) == []


@pytest.mark.parametrize(
    "wording",
    [
        "请不要使用“说不清”“还行”等词语",
        "切勿选择一般",
        "您的“满意”是最美的称赞",
        "您的满意，是我们最大的动力",
        "请您在评价时选择非常满意",
        "接到电话请回答“满意”",
        "期待您的好评",
        "请给我们打10分",
        "给个五星",
        "Please rate us five stars",
        "Do not answer 'not sure'",
    ],
)
def test_coaching_is_found(wording: str) -> None:
    assert LintCode.COACHING in codes_of(lint_wording(wording))


@pytest.mark.parametrize(
    "wording",
    [
        "难道您不觉得办事更快了？",
        "众所周知，窗口服务有了改进。",
        "您是否认同我市营商环境一流？",
        "在全局干部的不懈努力下，您感到变化了吗？",
        "您对窗口满意吗？",
        "Surely things have improved?",
    ],
)
def test_leading_is_found(wording: str) -> None:
    assert LintCode.LEADING in codes_of(lint_wording(wording))


@pytest.mark.parametrize(
    "wording",
    [
        "请评价您刚刚在这里办事的感受。",
        "选择“不满意”或“非常不满意”时，请勾选原因或写几句话。",
        "如果0分最低、10分最高，您给该单位打几分？",
        "您对本次服务是满意、基本满意，还是不满意？",
        "与某部门没有工作往来的，请选“不了解”。",
        "请不要写姓名、电话等个人信息。",
        "回复数字：5非常满意，4满意，3基本满意，2不满意，1非常不满意。",
        "Choose a level, or say that you do not know.",
    ],
)
def test_neutral_wording_is_left_alone(wording: str) -> None:
    assert lint_wording(wording) == []


@pytest.mark.parametrize(
    ("text", "is_joint"),
    [
        ("您对服务态度和办事效率怎么评价？", True),
        ("您对环境卫生、公共秩序怎么评价？", True),
        ("您对工作人员与您沟通时的态度怎么评价？", False),
        ("您是满意、基本满意，还是不满意？", False),
        ("您和家人对这里怎么评价？", False),
    ],
)
def test_two_questions_in_one(text: str, is_joint: bool) -> None:
    form = form_of(f"- {{code: q, kind: satisfaction, scale: five_level, offers: [dont_know], text: '{text}'}}")
    assert (LintCode.DOUBLE_BARRELLED in codes_of(lint(form))) is is_joint


@pytest.mark.parametrize(
    ("options", "is_tilted"),
    [("[很好, 好, 一般, 差]", True), ("[很好, 好, 一般, 差, 很差]", False), ("[公交, 步行]", False)],
)
def test_a_list_of_marks_must_be_balanced(options: str, is_tilted: bool) -> None:
    labels = options.strip("[]").split(", ")
    listed = ", ".join(f"{{code: o{place}, text: {label}}}" for place, label in enumerate(labels))
    form = form_of(f"- {{code: q, kind: single, text: 怎么样, options: [{listed}]}}")
    assert (LintCode.UNBALANCED in codes_of(lint(form))) is is_tilted


@pytest.mark.parametrize("ages", [("18—29岁", "30—44岁"), ("18至29", "30至44")])
def test_ranges_that_meet_are_right(ages: tuple[str, str]) -> None:
    listed = f"{{code: a, text: {ages[0]}}}, {{code: b, text: {ages[1]}}}"
    form = form_of(f"- {{code: q, kind: single, text: 年龄, options: [{listed}]}}")
    assert lint(form) == []


def test_a_gap_between_ranges_is_found() -> None:
    form = form_of("- {code: q, kind: single, text: 年龄, options: [{code: a, text: 18-29}, {code: b, text: 31-44}]}")
    assert [finding.detail for finding in lint(form)] == ["30 belongs to no option"]


def test_hearing_takes_longer_than_reading_and_twenty_departments_longer_than_one() -> None:
    ballot = load_shipped("reverse_ballot")
    assert estimate_burden(ballot).minutes < estimate_burden(ballot, mode=Mode.HEARD).minutes
    assert estimate_burden(ballot).minutes < estimate_burden(ballot, targets=20).minutes


def test_twenty_characters_heard_and_one_number_said_take_ten_seconds() -> None:
    form = form_of("- {code: q, kind: number, text: 一二三四五六七八九十一二三四五六七八九十}", head=HEAD)
    assert estimate_burden(form, mode=Mode.HEARD).minutes == pytest.approx((20 / 4 + 5) / 60)
