"""The methodology's worked figures, read from the document and computed again by the rules that score real periods."""

import doctest
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

import pytest

from surveys.assessment import (
    NO_SCORE,
    Assessment,
    Load,
    Milestone,
    Place,
    QuotaBand,
    QuotaRule,
    Schedule,
    Score,
    ScoreLine,
    Task,
    YearRule,
    assess,
    load_scheme,
    load_shipped_scheme,
    rank_units,
    roll_up_year,
    score_individuals,
    warn_of_progress,
)
from surveys.assessment import publish as publish_points
from surveys.assessment.evidence import Adjustment, AdjustmentKind, UnitEvidence, VerdictCount
from surveys.assessment.grades import USUAL_QUOTA
from surveys.assessment.reverse import ballot_score
from surveys.assessment.tree import ChannelNode, ReverseNode, percent_points
from surveys.estimation import (
    DEFAULT_THRESHOLDS,
    Estimate,
    blend,
    rank_table,
    score_from_counts,
    shrink,
    wilson,
)
from surveys.estimation.ranks import DRAWS
from surveys.questionnaire.scales import FIVE_LEVEL, LABELS, SCORE_MAPS, get_score_map
from surveys.sampling.dispositions import outcome_rates
from surveys.sampling.planning import completes_for_share
from surveys.simulation.contests import FALSE_SHARES
from surveys.simulation.coverage import STUDIES
from tests.surveys.assessment import worked_example

PAGE = Path(__file__).parents[2] / "docs" / "methodology.md"
TEXT = PAGE.read_text(encoding="utf-8")
UNITS = "ABC"
SCHEME = load_scheme(worked_example.SCHEME)
CHANNELS = ("phone", "web", "sms", "hotline")
GROUPS = ("district", "township", "village")
KEYED_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
LONG_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{2,}(?![\d.])")


def section(title: str) -> str:
    return re.split(r"^#+ ", TEXT, flags=re.MULTILINE)[[h.strip() for h in headings()].index(title) + 1]


def headings() -> list[str]:
    return re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)


def keyed_rows(title: str) -> dict[str, list[str]]:
    return {key: [cell.strip() for cell in cells.split("|")] for key, cells in KEYED_ROW.findall(section(title))}


@cache
def assessment(unit: str) -> Assessment:
    return assess(SCHEME, worked_example.evidence(unit))


@cache
def place(unit: str) -> Place:
    return next(p for p in rank_units([assessment(code) for code in UNITS]) if p.assessment.unit == unit)


def line(unit: str, code: str) -> ScoreLine:
    found = assessment(unit).find_line(code)
    assert found is not None
    return found


def four(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def scored(estimate: Estimate) -> str:
    return "—" if estimate.mean is None else f"{four(estimate.mean)} ({four(estimate.se)})"


def span(low: float | None, high: float | None) -> str:
    return f"{four(low)}–{four(high)}"


def interval(code: str, unit: str) -> str:
    return span(line(unit, code).estimate.low, line(unit, code).estimate.high)


def score(code: str, unit: str) -> str:
    return scored(line(unit, code).estimate)


def counts(channel: str, unit: str) -> str:
    return " / ".join(str(n) for n in worked_example.CITIZENS[unit][channel])


def rate(unit: str) -> str:
    numbers = worked_example.CITIZENS[unit]["phone"]
    bounds = wilson(sum(numbers[:3]), sum(numbers))
    return f"{four(sum(numbers[:3]) / sum(numbers))} ({span(bounds.low, bounds.high)})"


def net(unit: str) -> str:
    best, good, _, bad, worst = numbers = worked_example.CITIZENS[unit]["phone"]
    return four((best + good - bad - worst) / sum(numbers))


def blended(unit: str) -> str:
    found = blend(line(unit, "phone").estimate, line(unit, "web").estimate)
    return f"{four(found.mean)} ({four(found.share)})"


@cache
def public_scores() -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    """Means, standard errors and cautious errors of the three public scores."""
    found = [line(unit, "public").estimate for unit in UNITS]
    return [e.mean or 0 for e in found], [e.se or 0 for e in found], [e.cautious_se or 0 for e in found]


def shrunk(unit: str) -> str:
    means, errors, _ = public_scores()
    return four(shrink(means, errors).values[UNITS.index(unit)])


def public_tier(unit: str) -> str:
    means, _, errors = public_scores()
    intervals, tiers = rank_table(means, errors)
    where = UNITS.index(unit)
    return f"{tiers[where]} ({intervals[where].best}–{intervals[where].worst})"


def weights_used(unit: str) -> str:
    return " / ".join(f"{line(unit, group).weight_used:.4f}" for group in GROUPS)


def total_interval(unit: str) -> str:
    return span(assessment(unit).low, assessment(unit).high)


PER_UNIT: dict[str, Callable[[str], str]] = {
    **{f"counts {channel}": partial(counts, channel) for channel in CHANNELS},
    **{f"score {code}": partial(score, code) for code in CHANNELS},
    **{f"interval {code}": partial(interval, code) for code in CHANNELS},
    "rate phone": rate,
    "net phone": net,
    "public": partial(score, "public"),
    "interval public": partial(interval, "public"),
    "n public": lambda unit: f"{line(unit, 'public').estimate.n:.0f}",
    "n_eff public": lambda unit: four(line(unit, "public").estimate.n_eff),
    **{f"group {code}": partial(score, code) for code in GROUPS},
    "group weights": weights_used,
    "reverse": partial(score, "reverse"),
    "satisfaction": partial(score, "satisfaction"),
    "task": lambda unit: four(line(unit, "task").estimate.mean),
    "total": lambda unit: f"{assessment(unit).published} ({four(assessment(unit).se)})",
    "interval total": total_interval,
    "rank": lambda unit: str(place(unit).rank),
    "tier (ranks)": lambda unit: f"{place(unit).tier} ({place(unit).best}–{place(unit).worst})",
    "tier by public (ranks)": public_tier,
    "blend (share of phone)": blended,
    "shrunk public": shrunk,
}


def phone_of_a(score_map: str = "M5A", *, design_effect: float = 1.0) -> Estimate:
    given = {str(v): n for v, n in zip(FIVE_LEVEL.levels, worked_example.CITIZENS["A"]["phone"], strict=True)}
    return score_from_counts(given, get_score_map(score_map).points, design_effect=design_effect)


def unanimous() -> str:
    found = score_from_counts({"very_satisfied": 22}, get_score_map("M5A").points)
    return f"{scored(found)}, cautious {four(found.cautious_se)}, {found.low:.2f}–{found.high:.2f}"


def clustered() -> str:
    found = phone_of_a(design_effect=1.5)
    return f"{scored(found)}, n_eff {found.n_eff:.2f}"


def untrimmed() -> str:
    node = next(node for node in SCHEME.nodes() if isinstance(node, ReverseNode))
    ballots = worked_example.ballots(worked_example.BALLOTS["A"]["district"]).ballots
    points = percent_points(node.score_map)
    scores = [score for ballot in ballots if (score := ballot_score(ballot, node, points)) is not None]
    return four(sum(scores) / len(scores))


def moved() -> str:
    return " / ".join(f"{move.weight:.4f}" for move in line("C", "reverse").moves)


def little_known() -> str:
    found = one_channel(very_satisfied=40, dont_know=60)
    return f"{found.published}, n {found.root.estimate.n}, {found.root.dont_know_share:.2f}"


def one_channel(*adjustments: Adjustment, **verdicts: int) -> Assessment:
    scheme = load_scheme(
        'scheme: s\nversion: "1"\ntitle: 题\nadjustments: {bonus_cap: 3, deduction_cap: 5, veto_cap: 60}\ntree: '
        "{code: phone, kind: channel, label: 电话, channel: phone, score_map: M5A, items: {overall: 1}}"
    )
    heard = [VerdictCount(channel="phone", item="overall", verdict=v, n=n) for v, n in verdicts.items()]
    return assess(scheme, UnitEvidence(unit="u", counts=heard, adjustments=adjustments))


def adjusted() -> str:
    bonus, deduction, veto = AdjustmentKind
    cases = ([(bonus, 2), (bonus, 2)], [(deduction, 9)], [(veto, 0)])
    found = [
        one_channel(*(Adjustment(kind=kind, points=Decimal(points)) for kind, points in case), satisfied=40).total
        for case in cases
    ]
    return " / ".join(f"{total:.0f}" for total in found if total is not None)


def phone_rates() -> str:
    rates = outcome_rates({"I": 365, "R": 232, "O": 510, "UH": 20000, "NE": 7727})
    return f"{four(rates.success)} / {four(rates.refusal)} / {four(rates.rr3)} / {four(rates.rr1)}"


def person() -> str:
    def task(full: int, earned: int, li: str) -> Task:
        others = {"others": 1 - Decimal(li)} if li != "1" else {}
        return Task(code=f"t{full}", full=Decimal(full), earned=Decimal(earned), shares={"li": Decimal(li), **others})

    tasks = [task(30, 27, "0.6"), task(5, 5, "1")]
    li = next(one for one in score_individuals(tasks, {"li": Load.HEAVY}) if one.person == "li")
    return f"{li.rate:.4f} / {li.points:.4f}"


def half_year() -> str:
    months = [NO_SCORE if points is None else Score(points=Decimal(points)) for points in (80, 82, None, 84, 86, 88)]
    first, _ = roll_up_year([*months, *[NO_SCORE] * 6], YearRule()).halves
    return f"{first.score.points:.4f} from {len(first.used)}"


def excellent() -> str:
    quotas = QuotaRule(
        bands=(
            QuotaBand(down_to=Decimal("0.1"), quota=Decimal("0.25")),
            QuotaBand(down_to=Decimal(1), quota=USUAL_QUOTA),
        )
    )
    return f"{quotas.places(23, rank=5, units=50)} / {quotas.places(23, rank=6, units=50)}"


def warned() -> str:
    begins, ends = date(2026, 1, 1), date(2026, 4, 11)
    schedule = Schedule(begins_on=begins, milestones=[Milestone(on=ends, share=Decimal(1))])
    done = Decimal("0.45")
    found = warn_of_progress(schedule, done, begins + timedelta(days=65))
    return f"{found.planned:.2f} / {done} / {found.colour}"


SINGLE: dict[str, Callable[[], str]] = {
    "unanimous": unanimous,
    "design effect": clustered,
    "by M5L": lambda: four(phone_of_a("M5L").mean),
    "untrimmed district": untrimmed,
    "moved weights": moved,
    "little known": little_known,
    "adjusted": adjusted,
    "halves": lambda: str(publish_points(Decimal("88.005"), 2)),
    "phone rates": phone_rates,
    "person": person,
    "half-year": half_year,
    "excellent": excellent,
    "warning": warned,
    "completes": lambda: " / ".join(str(completes_for_share(margin)) for margin in (0.05, 0.04, 0.03)),
}


@pytest.mark.parametrize("key", PER_UNIT)
def test_the_bureaus_come_out_as_printed(key: str) -> None:
    assert keyed_rows("Worked example").get(key) == [PER_UNIT[key](unit) for unit in UNITS]


@pytest.mark.parametrize("key", SINGLE)
def test_single_figures_come_out_as_printed(key: str) -> None:
    assert keyed_rows("Worked example")[key][0] == SINGLE[key]()


def test_no_row_of_the_worked_example_goes_unchecked() -> None:
    assert keyed_rows("Worked example").keys() == PER_UNIT.keys() | SINGLE.keys()


def test_every_exact_figure_of_the_text_stands_in_a_checked_row() -> None:
    rows = keyed_rows("Worked example")
    checked = set(LONG_DECIMAL.findall(" ".join(cell for cells in rows.values() for cell in cells[:3])))
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    policy = {"0.15", "1.96", "0.04", "88.005"}
    assert set(LONG_DECIMAL.findall(prose)) - checked - policy == set()


def test_every_score_map_is_printed_as_it_is() -> None:
    printed = {key: cells[-1] for key, cells in keyed_rows("Verdicts and score maps").items()}
    assert printed == {
        code: " ".join(str(found.points[level]) for level in found.scale.levels) for code, found in SCORE_MAPS.items()
    }
    levels = keyed_rows("Verdicts and score maps")
    for code in ("M5A", "M4", "M3"):
        assert levels[code][0] == " ".join(str(LABELS[level]) for level in SCORE_MAPS[code].scale.levels)


def test_every_threshold_of_disclosure_is_printed_as_it_is() -> None:
    printed = {key: cells[0] for key, cells in keyed_rows("What is not shown").items()}
    assert printed == {f.name: str(getattr(DEFAULT_THRESHOLDS, f.name)) for f in fields(DEFAULT_THRESHOLDS)}


def test_what_is_said_of_the_shipped_scheme_is_so() -> None:
    nodes = list(load_shipped_scheme("department_scheme").nodes())
    channels = [node for node in nodes if isinstance(node, ChannelNode)]
    assert {(node.minimum_base, node.design_effect) for node in channels} == {(30, Decimal(1))}
    (ballots,) = (node for node in nodes if isinstance(node, ReverseNode))
    assert (ballots.trim.each_end, ballots.trim.least_ballots, ballots.group_minimum) == (1, 5, 5)
    assert str(ballots.turnout) == "2/3"
    assert f"drawn {DRAWS:,} times" in TEXT


def test_the_recipe_for_recomputing_works() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0


def test_every_figure_is_explained_to_who_is_scored() -> None:
    silent = [
        title
        for title in headings()[1:]
        if title not in {"Worked example", "Sources"} and "给部门负责人" not in section(title)
    ]
    assert silent == []


def test_the_judged_intervals_are_those_that_the_simulation_judges() -> None:
    rows = [row.strip("|").split(" | ") for row in section("Do the intervals hold what they say").splitlines()]
    printed = [(row[0].strip(), row[1], row[-1].strip()) for row in rows if len(row) == 7][2:]
    assert [row[:2] for row in printed] == [(study.title, study.truth) for study in STUDIES.values()]
    for (*_, bar), study in zip(printed, STUDIES.values(), strict=True):
        held = study.bar
        assert bar == ("—" if held is None else f"{100 * held.low:g}–{100 * held.high:g} kept")
    falsified = [row[0].strip() for row in rows if len(row) == 4][2:]
    assert falsified == [f"{100 * share:.0f}" for share in FALSE_SHARES]
