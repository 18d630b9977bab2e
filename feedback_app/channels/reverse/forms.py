"""Forms of organisers, and the one field of the rater who has a code. The ballot itself is drawn from its questions."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Regexp

from feedback_app.channels.reverse.service import MOST_CODES_AT_ONCE

_REQUIRED = _l("请填写这一项。")
MOST_RATERS = 100_000

OUTPUTS = {"slips": _l("可打印的纸条"), "csv": _l("CSV 文件")}


def _positive(most: int) -> list[object]:
    return [DataRequired(_REQUIRED), NumberRange(1, most, message=_l("请填写 1 到 %(most)s 之间的整数。", most=most))]


class CodeForm(FlaskForm):
    """The code on a rater's slip of paper."""

    code = StringField(
        _l("投票码"),
        validators=[DataRequired(_l("请输入纸条上的投票码。")), Length(max=60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    submit = SubmitField(_l("打开选票"))


class GroupForm(FlaskForm):
    """A group of raters."""

    code = StringField(
        _l("组别编号"),
        validators=[
            DataRequired(_REQUIRED),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9_-]+$", message=_l("编号只能用字母、数字、横线和下划线。")),
        ],
    )
    name = StringField(_l("组别名称"), validators=[DataRequired(_REQUIRED), Length(max=60)])
    roster = IntegerField(_l("名册人数"), validators=_positive(MOST_RATERS))
    submit = SubmitField(_l("加入名册"))


class RosterForm(FlaskForm):
    """How many raters a group has."""

    roster = IntegerField(_l("名册人数"), validators=_positive(MOST_RATERS))
    submit = SubmitField(_l("修改人数"))


class IssueForm(FlaskForm):
    """How many codes to make, and how to hand them over."""

    number = IntegerField(_l("发码个数"), validators=_positive(MOST_CODES_AT_ONCE))
    output = SelectField(_l("形式"), choices=[SelectChoice(*pair) for pair in OUTPUTS.items()])
    submit = SubmitField(_l("发码"))
