"""``feedback audit``: draw and report."""

import click
import pytest
from flask import Flask

from feedback_app.channels.hotline.audits import queries
from feedback_app.channels.hotline.audits.cli import audit
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from tests.feedback_app.channels.hotline.audits.conftest import COMPLAINT, read

pytestmark = pytest.mark.usefixtures("context")


def test_draw_and_report(app: Flask, period: Period, capsys: pytest.CaptureFixture[str]) -> None:
    audit.main(["draw", "2026", "--minimum", "5", "--percent", "1", "--seed", "9"], standalone_mode=False)
    assert "5 of" in capsys.readouterr().out
    item = queries.list_items(queries.get_audit(get_period("2026")))[0]
    for coder in ("one", "two"):
        read(item.id, COMPLAINT, coder, period.opened_at)  # type: ignore[arg-type]
    audit.main(["report", "2026"], standalone_mode=False)
    told = capsys.readouterr().out
    assert "settled 1" in told
    assert "Cohen's kappa" in told
    assert told.count("unit ") == 2  # of the machine, and between the readers


def test_a_report_without_a_draw_is_refused(period: Period) -> None:
    with pytest.raises(click.ClickException, match="feedback audit draw 2026"):
        audit.main(["report", "2026"], standalone_mode=False)
