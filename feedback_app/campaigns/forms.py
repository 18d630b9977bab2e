"""Forms of campaigns."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp

from feedback_app.campaigns.models import Channel
from feedback_app.directory.models import UnitKind
from feedback_app.fields import at_least_one, checkboxes

_REQUIRED = _l("请填写这一项。")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
"""How a moment is written in a form; browsers send and want the first."""

CHANNEL_LABELS = {
    Channel.WEB: _l("二维码网页"),
    Channel.SMS: _l("短信"),
    Channel.VOICE: _l("语音按键"),
    Channel.PHONE: _l("电话调查"),
    Channel.HOTLINE: _l("12345 热线"),
    Channel.REVERSE: _l("反向测评"),
}
OFFERED_CHANNELS = (Channel.WEB, Channel.PHONE, Channel.HOTLINE, Channel.REVERSE)

TARGET_LABELS = {
    UnitKind.CITY_DEPARTMENT: _l("全部市直部门"),
    UnitKind.DISTRICT: _l("全部区县"),
    UnitKind.TOWNSHIP: _l("全部乡镇"),
    UnitKind.SUBDISTRICT: _l("全部街道"),
    UnitKind.BUREAU: _l("全部区县局"),
}


class CampaignForm(FlaskForm):
    """A new campaign. Times are local."""

    code = StringField(
        _l("活动编号"),
        validators=[
            DataRequired(_REQUIRED),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9-]+$", message=_l("编号只能用字母、数字和横线。")),
        ],
    )
    title = StringField(_l("标题（受访者看得到）"), validators=[DataRequired(_REQUIRED), Length(max=120)])
    channel = SelectField(_l("渠道"), choices=[SelectChoice(c, CHANNEL_LABELS[c]) for c in OFFERED_CHANNELS])
    period = SelectField(_l("考核周期"))
    survey = SelectField(_l("问卷"))
    targets = checkboxes(
        _l("评价对象"),
        choices=[SelectChoice(*pair) for pair in TARGET_LABELS.items()],
        validators=[at_least_one(_l("请至少选一类评价对象。"))],
    )
    opens_at = DateTimeLocalField(_l("开始时间"), format=MOMENTS, validators=[DataRequired(_l("请填写时间。"))])
    closes_at = DateTimeLocalField(_l("截止时间（可不填）"), format=MOMENTS, validators=[Optional()])
    submit = SubmitField(_l("建立活动"))


class CampaignChangeForm(FlaskForm):
    """Another title or other times for a campaign that has not begun. Times are local."""

    title = StringField(_l("标题（受访者看得到）"), validators=[DataRequired(_REQUIRED), Length(max=120)])
    opens_at = DateTimeLocalField(_l("开始时间"), format=MOMENTS, validators=[DataRequired(_l("请填写时间。"))])
    closes_at = DateTimeLocalField(_l("截止时间（可不填）"), format=MOMENTS, validators=[Optional()])
    submit = SubmitField(_l("保存"))
