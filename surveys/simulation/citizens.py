"""Citizens who rate: visitors who scan a code, and people whom a polling firm rings up."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from surveys.questionnaire.scales import FIVE_LEVEL, Verdict
from surveys.simulation.departments import DEPARTMENTS, Department
from surveys.simulation.dice import dice, draw
from surveys.simulation.places import DISTRICTS
from surveys.simulation.sentences import WEB_COMMENTS
from surveys.simulation.truth import level_shares

SCAN_URGE: Mapping[Verdict, float] = {
    Verdict.VERY_SATISFIED: 1.5,
    Verdict.SATISFIED: 0.9,
    Verdict.BASICALLY_SATISFIED: 0.4,
    Verdict.DISSATISFIED: 0.7,
    Verdict.VERY_DISSATISFIED: 1.3,
}
"""How much readier than average people of each level are to scan a code: the delighted and the angry come."""

WINDOW_SHINE = 0.35
"""A visitor who was served just now, with the clerk in sight, thinks better of the department than the city does."""

PHONE_SHINE = 0.08
"""People are a little kinder to a voice than to a sheet of paper."""

REFUSAL_URGE: Mapping[Verdict, float] = {Verdict.DISSATISFIED: 1.15, Verdict.VERY_DISSATISFIED: 1.3}


@dataclass(frozen=True, kw_only=True)
class WebAnswer:
    """What a visitor ticked at a service point of a department, and wrote, if anything."""

    department: str
    number: int
    verdict: Verdict
    comment: str
    on: date


@dataclass(frozen=True, kw_only=True)
class PhoneCase:
    """One drawn number and what became of it; ``answers`` by question code, for completes only."""

    case_id: str
    department: str
    disposition: str
    district: str
    interviewer: str
    talk_seconds: int | None
    called_on: date
    design_weight: float
    answers: Mapping[str, str] = field(default_factory=dict)


def web_answers(seed: int, first: date, last: date, *, scale: float = 1.0) -> Iterator[WebAnswer]:
    """Yield the answers of visitors, from a handful for offices few people enter to hundreds for busy windows."""
    for department in DEPARTMENTS:
        stream = dice(seed, "web", department.code)
        visitors = round(scale * {"public_service": 320, "regulatory": 110, "party_affairs": 18}[department.category])
        shares = level_shares(department.regard + WINDOW_SHINE, FIVE_LEVEL)
        biased = {level: share * SCAN_URGE[level] for level, share in shares.items()}
        for number in range(stream.randint(int(visitors * 0.8), visitors)):
            verdict = draw(stream, biased)
            yield WebAnswer(
                department=department.code,
                number=number,
                verdict=verdict,
                comment=_comment(stream, verdict),
                on=_day(stream, first, last),
            )


def _comment(stream: random.Random, verdict: Verdict) -> str:
    """A bad rating says why, as the form demands; of the others every tenth says something."""
    must = verdict in {Verdict.DISSATISFIED, Verdict.VERY_DISSATISFIED}
    return stream.choice(WEB_COMMENTS[verdict]) if must or stream.random() < 0.1 else ""


def _day(stream: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=stream.randint(0, (last - first).days))


_OUTCOMES: Mapping[str, float] = {
    "1.1": 0.27,
    "2.112": 0.20,
    "2.111": 0.04,
    "2.12": 0.02,
    "2.21": 0.05,
    "3.13": 0.22,
    "3.12": 0.05,
    "3.15": 0.05,
    "4.31": 0.05,
    "4.32": 0.03,
    "4.70": 0.02,
}


def phone_cases(seed: int, first: date, last: date, *, completes: int = 120) -> Iterator[PhoneCase]:
    """Yield every number drawn for every department until each has about so many completes."""
    residents = {district.code: float(district.residents) for district in DISTRICTS}
    for department in DEPARTMENTS:
        stream = dice(seed, "phone", department.code)
        for number in range(round(completes / _OUTCOMES["1.1"])):
            yield _case(stream, department, number, draw(stream, residents), _day(stream, first, last))


def _case(stream: random.Random, department: Department, number: int, district: str, on: date) -> PhoneCase:
    opinion = draw(stream, level_shares(department.regard + PHONE_SHINE, FIVE_LEVEL))
    urge = REFUSAL_URGE.get(opinion, 1.0)
    outcomes = {code: share * (urge if code.startswith("2.11") else 1.0) for code, share in _OUTCOMES.items()}
    disposition = draw(stream, outcomes)
    is_complete = disposition == "1.1"
    return PhoneCase(
        case_id=f"{department.code}-{number:05d}",
        department=department.code,
        disposition=disposition,
        district=district,
        interviewer=f"F{stream.randint(1, 24):02d}",
        talk_seconds=stream.randint(110, 320) if is_complete else None,
        called_on=on,
        design_weight=1.0,
        answers=_answers(stream, department, opinion) if is_complete else {},
    )


def _answers(stream: random.Random, department: Department, opinion: Verdict) -> dict[str, str]:
    has_met = stream.random() < {"public_service": 0.6, "regulatory": 0.35, "party_affairs": 0.2}[department.category]
    unknowing = 0.03 if has_met else 0.22
    said = {"overall": _said(stream, opinion, unknowing)}
    for aspect in ("attitude", "efficiency", "fairness", "openness", "results"):
        said[aspect] = _said(stream, _near(stream, opinion), unknowing)
    return {
        "consent": "yes",
        "contact": "yes" if has_met else "no",
        **said,
        "sex": stream.choice(("female", "male")),
        "age_band": draw(stream, {"a16_29": 0.24, "a30_44": 0.31, "a45_59": 0.27, "a60": 0.18}),
        "residence": draw(stream, {"urban": 0.68, "rural": 0.32}),
    }


def _said(stream: random.Random, opinion: Verdict, unknowing: float) -> str:
    chance = stream.random()
    if chance < unknowing:
        return Verdict.DONT_KNOW
    return Verdict.REFUSED if chance > 0.99 else opinion


def _near(stream: random.Random, opinion: Verdict) -> Verdict:
    """A particular is mostly judged like the whole, sometimes one level better or worse."""
    levels = FIVE_LEVEL.levels
    place = levels.index(opinion) + draw(stream, {-1: 0.2, 0: 0.6, 1: 0.2})
    return levels[min(max(place, 0), len(levels) - 1)]
