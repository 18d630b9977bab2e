"""`python -m surveys.simulation coverage` and `… pooling`: judge the intervals over simulated periods, in Markdown."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from surveys.simulation.contests import FEW, MANY, Contest, FraudOutcome, few_against_many, measure_fraud
from surveys.simulation.coverage import Bar, Coverage, measure_coverage
from surveys.simulation.pooling import PooledCoverage, measure_pooling

PERIODS, POOLED_PERIODS, SEED = 1000, 300, 20_260_101


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exit code 1 if an interval misses its bar or the few are declared ahead of the many."""
    options = _parser().parse_args(arguments)
    judge: Callable[[argparse.Namespace], int] = options.judge
    return judge(options)


def _judge_coverage(options: argparse.Namespace) -> int:
    found = measure_coverage(options.periods, options.seed)
    contest = few_against_many(options.periods, options.seed)
    fraud = measure_fraud(options.periods, options.seed)
    parts = (_coverage_table(found), _contest_line(contest), _fraud_table(fraud))
    sys.stdout.write("\n".join(parts))
    return 1 if contest.ahead or any(coverage.is_kept is False for coverage in found) else 0


def _judge_pooling(options: argparse.Namespace) -> int:
    found = measure_pooling(options.periods, options.seed)
    sys.stdout.write(_pooling_table(found))
    return 0 if all(one.is_kept for one in found) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m surveys.simulation", description="A city whose truth is known.")
    commands = parser.add_subparsers(required=True)
    coverage = commands.add_parser("coverage", help="how often the published intervals hold the truth")
    pooling = commands.add_parser("pooling", help="the same for units that few audited records concern")
    judges = ((coverage, PERIODS, _judge_coverage), (pooling, POOLED_PERIODS, _judge_pooling))
    for command, periods, judge in judges:
        command.add_argument("--periods", type=_positive, default=periods, help="few miss bars by chance")
        command.add_argument("--seed", type=int, default=SEED, help="the dice; any whole number from 0")
        command.set_defaults(judge=judge)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"at least one period, not {text}")
    return number


def _coverage_table(found: Iterable[Coverage]) -> str:
    heads = ("interval", "truth", "coverage %", "by department", "half width", "intervals", "bar")
    return _table(heads, [_coverage_row(coverage) for coverage in found])


def _coverage_row(found: Coverage) -> tuple[str, ...]:
    by_department = f"{found.lowest:.1%}–{found.highest:.1%}".replace("%", "")
    return (
        found.study.title,
        found.study.truth,
        f"{100 * found.share:.1f}",
        by_department if found.departments > 1 else "—",
        f"{found.half_width:.1f}",
        f"{found.tried:,}",
        _verdict(found),
    )


def _verdict(found: Coverage) -> str:
    return "—" if found.study.bar is None else _held_to(found.study.bar, found.is_kept is True)


def _held_to(bar: Bar, is_kept: bool) -> str:
    return f"{100 * bar.low:g}–{100 * bar.high:g} {'kept' if is_kept else 'MISSED'}"


def _pooling_table(found: Iterable[PooledCoverage]) -> str:
    methods = ("pooled", "by DerSimonian & Laird", "own audit alone", "machine alone")
    return _table(("city", "audited", "own weight %", *methods, "bar"), [_pooling_row(one) for one in found])


def _pooling_row(found: PooledCoverage) -> tuple[str, ...]:
    cells = [f"{100 * found.held[name]:.1f} ± {found.half_width[name]:.1f}" for name in found.held]
    verdict = _held_to(found.scenario.bar, found.is_kept)
    return found.scenario.title, str(found.audited), f"{100 * found.own_share:.0f}", *cells, verdict


def _contest_line(found: Contest) -> str:
    return (
        f"{FEW} perfect answers against {MANY:,} at 99 %: of {found.periods} periods the {FEW} led by the plain score "
        f"in {found.leading} and were declared ahead for certain in {found.ahead}.\n"
    )


def _fraud_table(found: Iterable[FraudOutcome]) -> str:
    heads = ("false among the web ratings %", "points gained", "coverage of the honest truth %", "flagged by shape %")
    rows = [
        (f"{100 * one.share:.0f}", f"{one.gained:.1f}", f"{100 * one.held:.1f}", f"{100 * one.flagged:.1f}")
        for one in found
    ]
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
