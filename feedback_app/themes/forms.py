"""Forms of hot issues."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from feedback_app.themes.finding import DAY_AHEAD, today
from feedback_app.themes.models import Change, Scale

SCALE_LABELS = {Scale.DAY: _l("一天"), Scale.WEEK: _l("一周"), Scale.MONTH: _l("一月")}
CHANGE_LABELS = {
    Change.FOUND: _l("机器发现"),
    Change.NAMED: _l("命名"),
    Change.MERGED: _l("合并"),
    Change.SPLIT: _l("拆分"),
    Change.UNDONE: _l("撤销"),
}


class FindForm(FlaskForm):
    """Which span to look at."""

    scale = SelectField(
        _l("时段"), choices=[SelectChoice(str(scale), label) for scale, label in SCALE_LABELS.items()], default="week"
    )
    last_on = DateField(_l("截至"), validators=[InputRequired(_l("请填写日期。"))])
    submit = SubmitField(_l("查找热点"))

    def validate_last_on(self, field: DateField) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > today():
            raise ValidationError(DAY_AHEAD)


class ChangeForm(FlaskForm):
    """A change to an issue; ``version`` is the board as the person saw it."""

    version = HiddenField()
    called = StringField(_l("名称"))
