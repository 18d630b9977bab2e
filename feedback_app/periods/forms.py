"""Forms of periods."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, SubmitField
from wtforms.validators import DataRequired, Length, Regexp

_REQUIRED = _l("请填写这一项。")


def _trimmed(written: str | None) -> str | None:
    return written.strip() if written else written


class PeriodChangeForm(FlaskForm):
    """Another name or other days for a period; its code stays, because the ledger knows it by that."""

    name = StringField(_l("名称"), validators=[DataRequired(_REQUIRED), Length(max=80)], filters=[_trimmed])
    starts_on = DateField(_l("开始日期"), validators=[DataRequired(_l("请填写日期，例如 2026-01-01。"))])
    ends_on = DateField(_l("结束日期"), validators=[DataRequired(_l("请填写日期，例如 2026-12-31。"))])
    submit = SubmitField(_l("保存"))

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, by the names that the service knows."""
        return {name: value for name, value in self.data.items() if name not in {"submit", "csrf_token"}}


class PeriodForm(PeriodChangeForm):
    """A new period."""

    code = StringField(
        _l("周期编号"),
        validators=[
            DataRequired(_REQUIRED),
            Length(max=20),
            Regexp(r"^[A-Za-z0-9-]+$", message=_l("编号只能用字母、数字和横线，例如 2026 或 2026-H1。")),
        ],
        filters=[_trimmed],
    )
    submit = SubmitField(_l("建立周期"))


class ReopenForm(FlaskForm):
    """Why a closing is taken back."""

    reason = StringField(_l("重新开放的理由"), validators=[DataRequired(_l("请写明理由。")), Length(max=200)])
    submit = SubmitField(_l("重新开放"))
