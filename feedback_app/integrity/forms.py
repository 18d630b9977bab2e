"""The form that changes an evaluation's standing."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from feedback_app.responses.models import Standing

STANDING_LABELS = {
    Standing.VALID: _l("有效"),
    Standing.QUARANTINED: _l("暂不计入"),
    Standing.EXCLUDED: _l("排除"),
}


class StandingForm(FlaskForm):
    """The new standing, and why."""

    standing = RadioField(
        _l("改为"),
        choices=[SelectChoice(*pair) for pair in STANDING_LABELS.items()],
        validators=[DataRequired(_l("请选择。"))],
    )
    reason = StringField(_l("理由"), validators=[DataRequired(_l("请写明理由。")), Length(max=300)])
    submit = SubmitField(_l("确认"))
