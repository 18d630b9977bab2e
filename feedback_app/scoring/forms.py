"""Forms of scoring."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DecimalField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from feedback_app.scoring.models import ProposalState
from surveys.assessment import AdjustmentKind, LineReason

_REQUIRED = DataRequired(_l("请填写这一项。"))
_SHORT_REASON = Length(max=300, message=_l("理由最多 300 字。"))
KIND_LABELS = {
    AdjustmentKind.BONUS: _l("加分"),
    AdjustmentKind.DEDUCTION: _l("扣分"),
    AdjustmentKind.VETO: _l("一票否决"),
}

REASON_LABELS = {
    LineReason.COUNTED: _l("计分"),
    LineReason.SILENT: _l("没有评价"),
    LineReason.BELOW_MINIMUM: _l("评价少于方案规定的最低份数"),
    LineReason.UNDECIDED: _l("待人工判定的评价太多"),
    LineReason.LOW_TURNOUT: _l("投票人数不足"),
    LineReason.NOT_IMPORTED: _l("尚未导入"),
    LineReason.WITHHELD: _l("缺少数据"),
    LineReason.NO_WEIGHT: _l("本类单位不考核此项"),
}

PROPOSAL_LABELS = {
    ProposalState.PENDING: _l("待审批"),
    ProposalState.APPROVED: _l("已批准"),
    ProposalState.REFUSED: _l("未批准"),
    ProposalState.WITHDRAWN: _l("已撤回"),
}


class SchemeForm(FlaskForm):
    """A scheme to adopt: one that comes with the product, or a file of one's own."""

    shipped = SelectField(_l("自带的方案"), validators=[Optional()])
    file = FileField(_l("或上传方案文件（YAML）"))
    reason = StringField(_l("变更理由"), validators=[Optional(), _SHORT_REASON])
    submit = SubmitField(_l("提交"))


class WeightsForm(FlaskForm):
    """What goes with a table of weights; ``base`` tells which scheme it was filled in for."""

    base = HiddenField()
    reason = StringField(_l("变更理由"), validators=[Optional(), _SHORT_REASON])
    submit = SubmitField(_l("提交"))


class DecisionForm(FlaskForm):
    """What a second person says of a proposed scheme: one of two buttons, and a word to it."""

    comment = TextAreaField(_l("意见"), validators=[Optional(), Length(max=300, message=_l("意见最多 300 字。"))])
    approve = SubmitField(_l("批准"))
    refuse = SubmitField(_l("不批准"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask that one of the buttons was pressed."""
        return super().validate(extra_validators) and bool(self.approve.data or self.refuse.data)


class ComponentsForm(FlaskForm):
    """A sheet of imported components."""

    file = FileField(_l("文件（CSV 或 XLSX）"), validators=[FileRequired(_l("请选择文件。"))])
    submit = SubmitField(_l("导入"))


class AdjustmentForm(FlaskForm):
    """A bonus, a deduction or a veto for one unit."""

    unit = SelectField(_l("单位"), validators=[_REQUIRED])
    kind = SelectField(_l("类别"), choices=[SelectChoice(str(kind), label) for kind, label in KIND_LABELS.items()])
    points = DecimalField(
        _l("分值"),
        places=4,
        default=0,
        validators=[Optional(), NumberRange(min=0, max=100, message=_l("分值在 0 到 100 之间。"))],
    )
    reason = StringField(_l("依据"), validators=[_REQUIRED, Length(max=300)])
    submit = SubmitField(_l("记入"))
