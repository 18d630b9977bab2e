"""Forms of the hotline, and the words for its codes."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from feedback_app.channels.hotline.columns import FIELD_LABELS, Field
from feedback_app.channels.hotline.models import ProblemKind, ReviewState
from feedback_app.channels.hotline.review import Decision
from nlp.aspects import Aspect
from nlp.level import LEVELS
from nlp.urgency import Urgency
from nlp.validity import Reason

REASON_LABELS: Mapping[Reason, LazyString] = {
    Reason.ENQUIRY: _l("咨询"),
    Reason.REQUEST: _l("求助"),
    Reason.SUGGEST: _l("建议"),
    Reason.PRIVATE: _l("投诉私人主体"),
    Reason.OTHER: _l("无实质内容"),
}
STATE_LABELS: Mapping[ReviewState, LazyString] = {
    ReviewState.WAITING: _l("待人工判定"),
    ReviewState.DECIDED: _l("已人工判定"),
    ReviewState.NONE: _l("机器判定"),
}
PROBLEM_LABELS: Mapping[ProblemKind, LazyString] = {
    ProblemKind.REFUSED: _l("未导入"),
    ProblemKind.DUPLICATE: _l("重复，未导入"),
    ProblemKind.UNKNOWN_UNIT: _l("已导入，单位待指定"),
}
ASPECT_LABELS: Mapping[Aspect, LazyString] = {
    Aspect.ATTITUDE: _l("服务态度"),
    Aspect.EFFICIENCY: _l("办事效率"),
    Aspect.OUTCOME: _l("办理结果"),
    Aspect.CONDUCT: _l("廉洁公正"),
    Aspect.FACILITY: _l("公共设施"),
    Aspect.OPENNESS: _l("信息公开"),
}
URGENCY_LABELS: Mapping[Urgency, LazyString] = {
    Urgency.SELF_HARM: _l("可能轻生"),
    Urgency.CHILD: _l("儿童处境危险"),
    Urgency.DANGER_TO_LIFE: _l("危及生命"),
}
ANSWER_KEYS: Mapping[str, str] = {
    **{f"level-{level}": str(level) for level in LEVELS},
    "not-enquiry": "z",
    "not-request": "q",
    "not-suggest": "j",
    "not-private": "s",
    "not-other": "t",
}
"""The key of each answer on the review page: the level itself, or the first letter of the reason's pinyin."""

_UNUSED = ("", _l("（不读取）"))


class UploadForm(FlaskForm):
    """A file to import."""

    file = FileField(_l("热线工单文件（CSV 或 .xlsx）"), validators=[FileRequired(_l("请选择文件。"))])
    submit = SubmitField(_l("上传"))


class MappingForm(FlaskForm):
    """Which column means what, and where the records go."""

    campaign = SelectField(_l("计入哪个热线活动"))
    order_number = SelectField(FIELD_LABELS[Field.ORDER_NUMBER])
    title = SelectField(FIELD_LABELS[Field.TITLE])
    text = SelectField(FIELD_LABELS[Field.TEXT])
    occurred_at = SelectField(FIELD_LABELS[Field.OCCURRED_AT])
    caller = SelectField(FIELD_LABELS[Field.CALLER])
    official_unit = SelectField(FIELD_LABELS[Field.OFFICIAL_UNIT])
    official_class = SelectField(FIELD_LABELS[Field.OFFICIAL_CLASS])
    submit = SubmitField(_l("开始导入"))

    def offer(self, headers: Sequence[str], campaigns: Sequence[tuple[str, str]]) -> None:
        """Offer a file's columns and the campaigns that take records."""
        self.campaign.choices = [SelectChoice(*campaign) for campaign in campaigns]
        for field in Field:
            self[field.value].choices = [
                SelectChoice(*_UNUSED),
                *(SelectChoice(header) for header in headers if header),
            ]

    def mapping(self) -> dict[str, str]:
        """Return field to header, as chosen."""
        return {field.value: self[field.value].data or "" for field in Field}


class DecisionForm(FlaskForm):
    """A reviewer's answer: the button pressed, and the unit picked or typed."""

    answer = HiddenField()
    unit = HiddenField()
    called = StringField(_l("其他单位（名称、别名或编号）"), validators=[Length(max=120)])
    queue = HiddenField()

    def unit_called(self) -> str:
        """Return what names the unit: typed words win over a picked suggestion."""
        return (self.called.data or self.unit.data or "").strip()

    def decision(self, unit_id: int | None) -> Decision:
        """Return the answer as a decision; an unknown button makes an incomplete one."""
        kind, _dash, code = (self.answer.data or "").partition("-")
        if kind == "not" and code in set(Reason):
            return Decision(reason=Reason(code))
        return Decision(level=int(code) if kind == "level" and code.isdigit() else None, unit_id=unit_id)
