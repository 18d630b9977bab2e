"""Forms of models: what was seen when a candidate is promoted, and which period is read again."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SubmitField


class PromotionForm(FlaskForm):
    """The digest of the comparison above the button."""

    seen = HiddenField()
    submit = SubmitField(_l("启用这个模型"))


class RereadingForm(FlaskForm):
    """Which period's records are read again."""

    period = SelectField(_l("考核周期"))
    submit = SubmitField(_l("用现用模型重读"))
