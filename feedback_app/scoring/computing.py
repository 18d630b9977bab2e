"""Totals as they come out of what is stored: computed, and computed again to see whether a frozen table holds.

A room of its own because it only reads: it may take seconds, and must never hold up those who write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.scoring import queries
from feedback_app.scoring.evidence import collect_evidence
from feedback_app.scoring.models import AdoptedScheme
from surveys.assessment import (
    RULES_VERSION,
    Assessment,
    Place,
    Scheme,
    UnitEvidence,
    UnpricedVerdict,
    assess_period,
    rank_units,
)
from surveys.assessment.records import fingerprint
from surveys.assessment.standings import rank_within_categories


class SchemeMissing(Refusal):
    """There is no rule to score by."""

    status = 409
    sentence = _l("考核周期“%(period)s”还没有计分方案，请先采用一份。")


class NothingToScore(Refusal):
    """No campaign of the period has targets, and nothing was imported."""

    status = 409
    sentence = _l("考核周期“%(period)s”还没有被考核的单位：评价活动没有评价对象，也没有导入分项得分。")


class VerdictsOnAnotherScale(Refusal):
    """Some verdicts have no points in the scheme's score map."""

    status = 409
    sentence = _l("方案中的计分表 %(score_map)s 没有给“%(verdict)s”定分（%(where)s），不能计分。请更正方案。")


class ScoresNotFrozen(Refusal):
    """Only frozen totals can be published or verified."""

    status = 409
    sentence = _l("考核周期“%(period)s”还没有冻结的计分结果。")


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A period's totals as they come out now, not stored yet.

    ``within_category`` holds every unit's place among those of its category, ``places`` among all.
    ``with_quarantined`` holds the totals that would come out if everything set aside counted; it is empty where nothing
    is set aside. Diagnostic only: both figures are shown, so that setting aside is no way to make a score.
    """

    adopted: AdoptedScheme
    scheme: Scheme
    evidence: tuple[UnitEvidence, ...]
    places: tuple[Place, ...]
    within_category: Mapping[str, Place]
    fingerprint: str
    with_quarantined: Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A total that does not come out as it was frozen; None where the unit is missing on one side."""

    unit: str
    frozen: Decimal | None
    recomputed: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Whether a frozen table comes out again from the rows stored today."""

    is_same_input: bool
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Both the inputs and every total are what they were."""
        return self.is_same_input and not self.differences


def compute(period: Period) -> Computed:
    """Score a period as it stands. Reads only, and may take seconds: call it outside any unit of work.

    Raises:
        SchemeMissing, NothingToScore, VerdictsOnAnotherScale
    """
    adopted = queries.find_adopted_scheme(period)
    if adopted is None:
        raise SchemeMissing(period=period.name)
    scheme, evidence = queries.scheme_of(adopted), tuple(collect_evidence(period))
    if not evidence:
        raise NothingToScore(period=period.name)
    assessments = _assess(scheme, evidence)
    return Computed(
        adopted=adopted,
        scheme=scheme,
        evidence=evidence,
        places=tuple(rank_units(assessments, scheme.ties)),
        within_category=rank_within_categories(assessments, scheme.ties),
        fingerprint=fingerprint(scheme, evidence),
        with_quarantined=_with_quarantined(period, scheme),
    )


def _with_quarantined(period: Period, scheme: Scheme) -> dict[str, Decimal | None]:
    if not queries.has_quarantined(period):
        return {}
    evidence = collect_evidence(period, queries.COUNTING_WITH_QUARANTINED)
    return {one.unit: one.total for one in _assess(scheme, evidence)}


def _assess(scheme: Scheme, evidence: Sequence[UnitEvidence], *, rules: str = RULES_VERSION) -> list[Assessment]:
    try:
        return assess_period(scheme, evidence, rules=rules)
    except UnpricedVerdict as found:
        raise VerdictsOnAnotherScale(score_map=found.score_map, verdict=found.verdict, where=found.where) from found


def verify(period: Period) -> Verification:
    """Compute a frozen table again from the rows stored today, and compare every digit.

    The scheme, each unit's category and the version of the rules are those kept with the table: the directory and the
    program go on changing.

    Raises:
        ScoresNotFrozen
    """
    run = queries.find_run(period, is_final=True)
    if run is None:
        raise ScoresNotFrozen(period=period.name)
    scores = queries.list_scores(run)
    categories = {score.unit_id: score.category for score in scores}
    scheme, evidence = queries.scheme_of(run.scheme), collect_evidence(period, categories=categories)
    recomputed = {one.unit: one.total for one in _assess(scheme, evidence, rules=run.rules_version)}
    frozen = {score.unit.code: score.total for score in scores}
    return Verification(
        is_same_input=fingerprint(scheme, evidence, rules=run.rules_version) == run.fingerprint,
        differences=tuple(
            Difference(unit=unit, frozen=frozen.get(unit), recomputed=recomputed.get(unit))
            for unit in sorted(frozen.keys() | recomputed.keys())
            if unit not in frozen or unit not in recomputed or frozen[unit] != recomputed[unit]
        ),
    )
