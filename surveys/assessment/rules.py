"""The rules of a scheme beside its tree, read from the file and written back: the year, people, grades, warnings.

All four are optional; one that is left out is not written either, so that a scheme without them freezes as before.
"""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from surveys.assessment.grades import GradeLimits, GradeRule, QuotaBand, QuotaRule
from surveys.assessment.individuals import COEFFICIENTS, IndividualRule, Load, MonthRule
from surveys.assessment.periods import YearRule
from surveys.assessment.progress import DeadlineLimits, ProgressLimits, WarningRule
from surveys.errors import RuleRefused
from surveys.questionnaire.nodes import Node

if TYPE_CHECKING:
    from surveys.assessment.scheme import Scheme

Rule = TypeVar("Rule")

RULES = ("year", "individuals", "grades", "warnings")
"""Their keys in the file."""


def year_rule(node: Node) -> YearRule | None:
    """Read how months become a year."""
    if not _is_mapping(node, known=("least_months", "process")):
        return None
    least, process = node.child("least_months"), _number(node.child("process"), YearRule.process)
    months = least.whole_number() if least.is_given else YearRule.least_months
    return _built(node, lambda: YearRule(least_months=months, process=process))


def individual_rule(node: Node) -> IndividualRule | None:
    """Read how people are scored."""
    if not _is_mapping(node, known=("coefficients", "cap", "month")):
        return None
    factors, month = node.child("coefficients"), node.child("month")
    if factors.is_given:
        factors.expect_keys(needed=tuple(Load))
    if month.is_given:
        month.expect_keys(needed=("department", "peers"))
    coefficients = {load: _number(factors.child(load), usual) for load, usual in COEFFICIENTS.items()}
    department = _number(month.child("department"), MonthRule.department)
    peers, cap = _number(month.child("peers"), MonthRule.peers), node.child("cap").decimal()
    return _built(
        node,
        lambda: IndividualRule(coefficients=coefficients, cap=cap, month=MonthRule(department=department, peers=peers)),
    )


def grade_rule(node: Node) -> GradeRule | None:
    """Read how people are graded."""
    if not _is_mapping(node, needed=("limits",), known=("excellent_quota",)):
        return None
    limits, bands = node.child("limits"), node.child("excellent_quota")
    limits.expect_keys(needed=("excellent", "competent", "basic"))
    excellent, competent, basic = (_number(limits.child(grade)) for grade in ("excellent", "competent", "basic"))
    quotas = [_band(band) for band in bands.children()]
    return _built(
        node,
        lambda: GradeRule(
            limits=GradeLimits(excellent=excellent, competent=competent, basic=basic),
            quotas=QuotaRule(bands=quotas) if bands.is_given else QuotaRule(),
        ),
    )


def warning_rule(node: Node) -> WarningRule | None:
    """Read from where on to warn."""
    if not _is_mapping(node, known=("progress", "deadline")):
        return None
    progress, deadline = node.child("progress"), node.child("deadline")
    for child, keys in ((progress, ("yellow_from", "red_beyond")), (deadline, ("blue_from", "yellow_from"))):
        if child.is_given:
            child.expect_keys(needed=keys)
    yellow = _number(progress.child("yellow_from"), ProgressLimits.yellow_from)
    red = _number(progress.child("red_beyond"), ProgressLimits.red_beyond)
    blue_days, yellow_days = (
        child.whole_number() if child.is_given else usual
        for child, usual in (
            (deadline.child("blue_from"), DeadlineLimits.blue_from),
            (deadline.child("yellow_from"), DeadlineLimits.yellow_from),
        )
    )
    return _built(
        node,
        lambda: WarningRule(
            progress=ProgressLimits(yellow_from=yellow, red_beyond=red),
            deadline=DeadlineLimits(blue_from=blue_days, yellow_from=yellow_days),
        ),
    )


def plain_rules(scheme: "Scheme") -> dict[str, Any]:
    """Return the rules that a scheme has under the keys of the file, their defaults written out."""
    plain = {
        "year": _plain(scheme.year),
        "individuals": _plain(scheme.individuals),
        "grades": _plain_grades(scheme.grades),
        "warnings": _plain(scheme.warnings),
    }
    return {key: value for key, value in plain.items() if value is not None}


def digits(number: Decimal) -> str:
    """Write a number one way only, so that 0.30 and 0.3 freeze alike."""
    return f"{number.normalize():f}" if number else "0"


def _is_mapping(node: Node, *, needed: tuple[str, ...] = (), known: tuple[str, ...]) -> bool:
    return node.is_given and node.expect_keys(needed=needed, known=known)


def _number(node: Node, usual: Decimal = Decimal(0)) -> Decimal:
    found = node.decimal()
    return usual if found is None else found


def _band(node: Node) -> QuotaBand:
    node.expect_keys(needed=("down_to", "quota"))
    return QuotaBand(down_to=_number(node.child("down_to")), quota=_number(node.child("quota")))


def _built(node: Node, build: Callable[[], Rule]) -> Rule | None:
    """Build a rule, or note at its place what it says against itself."""
    try:
        return build()
    except RuleRefused as refused:
        for reason in refused.reasons:
            node.refuse(reason)
        return None


def _plain(rule: Any) -> Any:
    """Write a rule's own fields as the file has them."""
    return None if rule is None else _written(asdict(rule))


def _plain_grades(rule: GradeRule | None) -> Any:
    if rule is None:
        return None
    bands = [_written(asdict(band)) for band in rule.quotas.bands]
    return {"limits": _written(asdict(rule.limits)), "excellent_quota": bands}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, dict):
        return {str(key): _written(part) for key, part in value.items() if part is not None}
    return value
