"""The judge of the intervals: it can be trusted itself, and a short run of it finds them honest."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire.scales import FIVE_LEVEL, Verdict
from surveys.simulation import draws
from surveys.simulation.__main__ import main
from surveys.simulation.contests import few_against_many, measure_fraud
from surveys.simulation.coverage import STUDIES, Coverage, measure_coverage
from surveys.simulation.draws import READING, hotline, hotline_shares, phone, phone_shares, sms_shares, web_shares
from surveys.simulation.fraud import stuff
from surveys.simulation.population import MARGINS, SIZES, level_points, population, regards
from surveys.simulation.scored import MAP, channel_truths, composite_truth

PERIODS, SEED = 12, 3
LOOSE = 0.03
"""With the bar's own slack three standard errors of a share of 95 % among 12 × 22 intervals."""

PAGE = Path(__file__).parents[2] / "docs" / "methodology.md"


@cache
def short_run() -> Mapping[str, Coverage]:
    return dict(zip(STUDIES, measure_coverage(PERIODS, SEED), strict=True))


def test_everybody_lives_somewhere_and_opinions_are_shares() -> None:
    city = population()
    assert city.people.sum() == pytest.approx(5_000_000)
    assert all(city.totals(place).sum() == pytest.approx(5_000_000) for place in range(len(MARGINS)))
    assert city.opinions(0.3).sum(axis=1) == pytest.approx(np.ones(np.prod(SIZES)))
    assert city.people @ city.leaning == pytest.approx(0.0, abs=1e-6)
    assert 0.0 < city.response.min() < city.response.max() < 1.0


def test_who_answers_is_not_everybody() -> None:
    city, points = population(), level_points(MAP)
    heard = city.people * city.response
    for regard in regards():
        answered = float(heard @ city.opinions(regard) @ points / heard.sum())
        assert answered > float(city.shares(regard) @ points) + 0.5


@pytest.mark.parametrize("shares", [phone_shares, web_shares, sms_shares, hotline_shares])
def test_the_truth_of_each_channel_adds_up(shares: object) -> None:
    assert callable(shares)
    assert shares().sum(axis=1) == pytest.approx(np.ones(len(regards())))


def test_the_machine_always_says_something_and_is_biased() -> None:
    assert pytest.approx(np.ones(len(READING))) == READING.sum(axis=1)
    read = hotline_shares() @ READING
    alone = read[:, :-1] @ level_points(MAP) / read[:, :-1].sum(axis=1)
    assert np.abs(alone - channel_truths()["hotline"]).max() > 3.0


def test_the_composite_estimates_the_weighted_sum_of_its_channels() -> None:
    truths = channel_truths()
    first = 0.5 * truths["phone"][0] + 0.2 * truths["web"][0] + 0.15 * (truths["sms"][0] + truths["hotline"][0])
    assert composite_truth()[0] == pytest.approx(first)


def test_draws_have_the_sizes_they_claim() -> None:
    rng = np.random.default_rng(1)
    completes = phone(rng).sum(axis=(1, 2))
    assert 300 < completes.min() < completes.max() < 430
    calls = hotline(rng)
    assert set(calls.audited.sum(axis=(1, 2)).tolist()) == {draws.AUDITED}
    assert set(calls.machine.sum(axis=1).tolist()) == {draws.ORDERS - draws.AUDITED}


def test_a_grudge_silences_the_dissatisfied() -> None:
    fair, sour = (phone(np.random.default_rng(2), grudge=grudge).sum(axis=(0, 1)) for grudge in (None, draws.GRUDGE))
    assert sour[-1] / sour.sum() < 0.85 * fair[-1] / fair.sum()


@given(
    st.fixed_dictionaries({level: st.integers(0, 300) for level in map(str, FIVE_LEVEL.levels)}),
    st.floats(0.0, 0.9),
)
def test_fraud_reaches_its_size_and_takes_nothing_away(honest: dict[str, int], share: float) -> None:
    stuffed = stuff(honest, share=share, verdict=Verdict.VERY_SATISFIED)
    false = stuffed[Verdict.VERY_SATISFIED] - honest[Verdict.VERY_SATISFIED]
    assert share * sum(stuffed.values()) - 1e-6 <= false <= share * sum(stuffed.values()) + 1.0
    assert {**stuffed, Verdict.VERY_SATISFIED: 0} == {**honest, Verdict.VERY_SATISFIED: 0}


def test_all_ratings_cannot_be_false() -> None:
    with pytest.raises(ValueError, match="below 1"):
        stuff({"satisfied": 3}, share=1.0, verdict="satisfied")


@pytest.mark.parametrize("code", [code for code, study in STUDIES.items() if study.bar])
def test_published_intervals_hold_the_truth_as_often_as_they_say(code: str) -> None:
    found = short_run()[code]
    assert found.study.bar is not None
    assert found.study.bar.low - LOOSE <= found.share <= found.study.bar.high + LOOSE


@pytest.mark.parametrize("code", ["phone_unweighted", "phone_grudge", "hotline_machine", "composite_public"])
def test_what_no_interval_contains_is_shown_to_be_missed(code: str) -> None:
    assert short_run()[code].share < 0.935


def test_the_audit_and_the_machine_together_are_narrower_than_the_audit_alone() -> None:
    assert short_run()["hotline_ppi"].half_width < 0.8 * short_run()["hotline_audited"].half_width


def test_the_same_seed_gives_the_same_shares() -> None:
    assert measure_coverage(1, 5) == measure_coverage(1, 5)
    assert measure_coverage(1, 5) != measure_coverage(1, 6)


def test_twenty_two_perfect_answers_are_never_surely_ahead_of_thousands() -> None:
    contest = few_against_many(60, SEED)
    assert (contest.leading, contest.ahead) == (60, 0)


def test_the_more_is_false_the_more_it_gains_and_the_less_is_held() -> None:
    none, some, half = measure_fraud(44, SEED, (0.0, 0.2, 0.5))
    assert none.gained == 0.0 < some.gained < half.gained
    assert none.held >= some.held > half.held


def test_the_command_prints_its_tables_and_tells_by_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["coverage", "--periods", "2", "--seed", "3"])
    printed = capsys.readouterr().out
    assert code == int("MISSED" in printed)
    assert all(study.title in printed for study in STUDIES.values())
    assert "declared ahead for certain in 0" in printed


def test_a_run_of_no_periods_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["coverage", "--periods", "0"])
    assert "periods" in capsys.readouterr().err


def test_the_printed_table_has_every_study_with_its_bar_kept() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.count("|") == 8]
    printed = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]
    found = {(title, truth): float(share) for title, truth, share, *_ in printed if share.replace(".", "").isdigit()}
    assert found.keys() == {(study.title, study.truth) for study in STUDIES.values()}
    for study in STUDIES.values():
        bar = study.bar
        assert bar is None or 100 * bar.low <= found[study.title, study.truth] <= 100 * bar.high
