"""The forms that find evaluations and change their standing."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Form, RadioField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from feedback_app.campaigns.forms import CHANNEL_LABELS
from feedback_app.responses.models import Standing

STANDING_LABELS = {
    Standing.VALID: _l("有效"),
    Standing.QUARANTINED: _l("暂不计入"),
    Standing.EXCLUDED: _l("排除"),
}
SCOPE_LABELS = {
    "picked": _l("勾选的评价"),
    "all": _l("符合上面条件的全部评价"),
}
_STANDINGS = [SelectChoice(str(standing), label) for standing, label in STANDING_LABELS.items()]
_CHANNELS = [SelectChoice(str(channel), label) for channel, label in CHANNEL_LABELS.items()]
_EVERYTHING = SelectChoice("", _l("全部"))
_BAD_DAY = _l("请按 2026-03-01 的样子填写日期。")


class FilterForm(Form):
    """What a list of evaluations is narrowed to; it stands in the address, so a list can be sent to a colleague."""

    period = SelectField(_l("周期"), validate_choice=False)
    unit = SelectField(_l("单位"), validate_choice=False)
    channel = SelectField(_l("渠道"), choices=[_EVERYTHING, *_CHANNELS], validate_choice=False)
    standing = SelectField(_l("效力"), choices=[_EVERYTHING, *_STANDINGS], validate_choice=False)
    since = DateField(_l("收到日期从"), validators=[Optional()])
    until = DateField(_l("收到日期到"), validators=[Optional()])
    words = StringField(_l("回执号或单位名称"), validators=[Length(max=60)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what is wrong with a date in words that tell what to do."""
        is_right: bool = super().validate(extra_validators)
        for field in (self.since, self.until):
            if field.errors:
                field.errors = [str(_BAD_DAY)]
        return is_right


class StandingForm(FlaskForm):
    """The new standing, and why."""

    standing = RadioField(_l("改为"), choices=_STANDINGS, validators=[DataRequired(_l("请选择。"))])
    reason = StringField(_l("理由"), validators=[DataRequired(_l("请写明理由。")), Length(max=300)])
    submit = SubmitField(_l("确认"))


class BatchForm(FlaskForm):
    """The new standing of many evaluations: of those that are ticked, or of all that the filter finds."""

    scope = RadioField(
        _l("更改哪些"),
        choices=[SelectChoice(*pair) for pair in SCOPE_LABELS.items()],
        default="picked",
        validators=[DataRequired(_l("请选择。"))],
    )
    after = RadioField(_l("改为"), choices=_STANDINGS, validators=[DataRequired(_l("请选择。"))])
    reason = StringField(_l("理由"), validators=[DataRequired(_l("请写明理由。")), Length(max=300)])
    submit = SubmitField(_l("下一步：核对"))
