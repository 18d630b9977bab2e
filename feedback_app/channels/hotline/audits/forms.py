"""Forms of audits: how to draw, and what a reader answers."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, HiddenField, IntegerField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from feedback_app.channels.hotline.audits.service import DEFAULT_MINIMUM, DEFAULT_SHARE, Answer, Plan
from nlp.structure import theme_names
from nlp.validity import Reason

_REQUIRED = InputRequired(_l("请填写这一项。"))
_LARGEST = 1_000_000
_THEMES = [SelectChoice(name) for name in theme_names()]


class DrawForm(FlaskForm):
    """How many records to draw, and by which seed."""

    share = DecimalField(
        _l("抽取比例（%）"),
        places=None,
        default=DEFAULT_SHARE * 100,
        validators=[_REQUIRED, NumberRange(min=Decimal("0.01"), max=100, message=_l("比例在 0.01 到 100 之间。"))],
    )
    minimum = IntegerField(
        _l("最少条数"),
        default=DEFAULT_MINIMUM,
        validators=[_REQUIRED, NumberRange(min=1, max=_LARGEST, message=_l("最少条数须大于 0。"))],
    )
    seed = StringField(_l("随机种子（可不填）"), validators=[Length(max=40)])
    submit = SubmitField(_l("抽取"))

    def plan(self) -> Plan:
        """Return the plan as filled in; the page asks in per cent."""
        return Plan(share=(self.share.data or Decimal(0)) / 100, minimum=self.minimum.data or 0)


class CodingForm(FlaskForm):
    """A reader's answer: the button pressed, the theme, and the unit as typed."""

    answer = HiddenField()
    theme = SelectField(
        _l("主题"),
        choices=[SelectChoice("", _l("（请选择）")), *map(SelectChoice, theme_names())],
        validate_choice=False,
    )
    called = StringField(_l("评价的单位（名称、别名或编号；名录中没有的不填）"), validators=[Length(max=120)])

    def coding(self, unit_id: int | None) -> Answer:
        """Return what the reader says; an unknown button makes an incomplete answer."""
        kind, _dash, code = (self.answer.data or "").partition("-")
        if kind == "not" and code in set(Reason):
            return Answer(reason=Reason(code))
        level = int(code) if kind == "level" and code.isdigit() else None
        return Answer(level=level, theme=self.theme.data or None, unit_id=unit_id)
