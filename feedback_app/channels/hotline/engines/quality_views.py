"""The page of how well the model in force does in a period: confusion, calibration, learning curve, drift."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from feedback_app.accounts.access import requires
from feedback_app.accounts.permissions import Permission
from feedback_app.channels.hotline.audits.report import LEAST_SETTLED
from feedback_app.channels.hotline.engines import drawings, queries
from feedback_app.channels.hotline.engines.folders import get_folder
from feedback_app.channels.hotline.engines.months import FIGURES, list_audited, watch_months
from feedback_app.periods.queries import find_current_period, get_period, list_periods
from nlp.level import verdict_of
from surveys.estimation.watching import FALSE_ALARMS

DRIFT_LABELS = (_l("有效评价的比例"), _l("机器的平均把握"), _l("模型没见过的字词比例"), _l("抽查判对的比例"))
"""The four watched figures, in the order of `Drift.series`."""


@requires(Permission.REVIEW_EVALUATIONS, Permission.PROMOTE_MODELS)
def quality(period: str | None) -> ResponseReturnValue:
    found = get_period(period) if period else find_current_period()
    if found is None:
        return render_template("engines/no_quality.html")
    folder = get_folder(queries.name_in_force())
    items, drift = list_audited(found), watch_months(found, folder.load())
    bins = drawings.reliability(items)
    curve = folder.manifest.get("report", {}).get("curve", [])
    return render_template(
        "engines/quality.html",
        period=found,
        periods=list_periods(),
        folder=folder,
        settled=len(items),
        classes=drawings.CLASSES,
        confusion=drawings.confusion(items),
        bins=bins,
        error=drawings.calibration_error(bins),
        reliability=drawings.reliability_dots(bins),
        curve=drawings.curve_dots(curve),
        drift=[(label, drawings.monthly_dots(s)) for label, s in zip(DRIFT_LABELS, drift.series, strict=True)],
        alarms=drift.alarms,
        figures=FIGURES,
        false_alarms=FALSE_ALARMS,
        width=drawings.WIDTH,
        height=drawings.HEIGHT,
        least=LEAST_SETTLED,
        verdict_of=verdict_of,
    )


def register_quality(blueprint: Blueprint) -> None:
    """Give the models' blueprint its page of quality."""
    blueprint.add_url_rule("/quality", "quality", quality, defaults={"period": None})
    blueprint.add_url_rule("/quality/<period>", "quality", quality)
