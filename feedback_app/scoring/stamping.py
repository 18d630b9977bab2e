"""What tells one exported table from another, on every row: of which period, how final, by which rule, made when.

Leading columns rather than lines above the header: a file keeps one header row, and a row cut out of it still says
where it comes from.
"""

from flask_babel import gettext as _
from flask_babel import to_user_timezone

from feedback_app.gateways.spreadsheets import Cell
from feedback_app.periods.models import PeriodState
from feedback_app.scoring.models import ScoreRun
from feedback_app.scoring.outline import spoken
from feedback_app.scoring.queries import scheme_of


def stamp_headers() -> tuple[str, ...]:
    """Return the headers of the leading columns."""
    return (
        *(_("周期编号"), _("周期名称"), _("结果状态")),
        *(_("方案编号"), _("方案名称"), _("方案版本"), _("规则版本")),
        *(_("计分时间"), _("输入指纹")),
    )


def stamp_of(run: ScoreRun) -> tuple[Cell, ...]:
    """Return the leading cells of every row of a run; the time is local, with its distance from UTC (ISO 8601)."""
    scheme, computed_at = scheme_of(run.scheme), to_user_timezone(run.computed_at).replace(microsecond=0)
    return (
        *(run.period.code, run.period.name, state_of(run)),
        *(run.scheme.code, spoken(scheme.title), run.scheme.version, run.rules_version),
        *(computed_at.isoformat(), run.fingerprint),
    )


def state_of(run: ScoreRun) -> str:
    """Return how final a run's totals are, in words."""
    if not run.is_final:
        return str(_("暂时结果"))
    return str(_("已公布") if run.period.state is PeriodState.PUBLISHED else _("已冻结"))
