"""Monthly figures: real changes are seen, and false alarms are as rare as stated."""

import numpy as np

from surveys.estimation import MonthlyMean, MonthlyShare, watch_means, watch_shares
from surveys.estimation.watching import FALSE_ALARMS

YEARS = 400


def _shares(hits: list[int], n: int = 200) -> list[MonthlyShare]:
    return [MonthlyShare(month=f"2026-{number:02}", hits=one, n=n) for number, one in enumerate(hits, start=1)]


def test_a_share_that_breaks_away_is_alarming_from_its_month_on() -> None:
    watched = watch_shares(_shares([100, 104, 97, 140, 100]), figures=4)
    assert [one.is_alarming for one in watched] == [False, False, False, True, False]
    assert (watched[0].before, watched[3].before) == (None, 301 / 600)
    assert watched[3].interval.holds(0.7)


def test_few_records_and_empty_months_alarm_nobody() -> None:
    watched = watch_shares([*_shares([0], 29), *_shares([29], 29), *_shares([0], 0)], figures=4)
    assert [one.is_alarming for one in watched] == [False, False]


def test_a_mean_that_breaks_away_is_alarming() -> None:
    months = [MonthlyMean(month=str(m), mean=mean, variance=0.01, n=100) for m, mean in enumerate((0.8, 0.81, 0.7))]
    assert [one.is_alarming for one in watch_means(months, figures=4)] == [False, False, True]


def test_a_year_without_change_alarms_no_more_often_than_stated() -> None:
    """Four figures, as the model page watches; over 400 years at most 5 % may see an alarm, and chance twice that."""
    dice = np.random.default_rng(5)
    alarmed = 0
    for _year in range(YEARS):
        alarms = False
        for p in (0.4, 0.9):
            alarms |= any(
                one.is_alarming for one in watch_shares(_shares(dice.binomial(200, p, 12).tolist()), figures=4)
            )
        for _series in range(2):
            drawn = dice.beta(8, 2, (12, 200))
            months = [
                MonthlyMean(month=str(m), mean=float(row.mean()), variance=float(row.var(ddof=1)), n=200)
                for m, row in enumerate(drawn)
            ]
            alarms |= any(one.is_alarming for one in watch_means(months, figures=4))
        alarmed += alarms
    assert 0 < alarmed <= 1.6 * FALSE_ALARMS * YEARS
