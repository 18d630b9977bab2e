"""Small questionnaires for the tests: a head that every file needs, and the questions that a test writes."""

from textwrap import dedent, indent

from surveys.questionnaire import Definition, load_definition

HEAD = """\
questionnaire: window
version: "1"
title: {zh-Hans: 窗口评价, en: Rate the window}
approval: {form_number: 示例01表, issuer: 示例局, approval_number: 示例1号, valid_until: 2028-12-31}
"""
OVERALL = "- {code: overall, kind: satisfaction, scale: five_level, offers: [dont_know], text: 对这次服务怎么评价？}\n"
AGE = "- {code: age, kind: number, minimum: 0, maximum: 120, whole: true, text: 您多大年纪？}\n"
CAME = (
    "- {code: came, kind: single, text: 您怎么来的？, "
    "options: [{code: bus, text: 公交}, {code: car, text: 开车}, {code: foot, text: 步行}]}\n"
)
WHY = (
    "- {code: why, kind: multiple, text: 为什么？, max_choices: 2, "
    "options: [{code: slow, text: 慢}, {code: rude, text: 态度差}, {code: far, text: 远}, "
    "{code: none, text: 没有, exclusive: true}]}\n"
)
APPLIED = "- {code: applied, kind: date, text: 哪天申请的？}\n"
DONE = "- {code: done, kind: date, text: 哪天办好的？}\n"


def file_of(*questions: str, head: str = HEAD) -> str:
    """Return the text of a questionnaire file with these questions."""
    return f"{head}questions:\n" + indent("".join(dedent(question).rstrip() + "\n" for question in questions), "  ")


def form_of(*questions: str, head: str = HEAD) -> Definition:
    """Return a questionnaire with these questions."""
    return load_definition(file_of(*questions, head=head))
