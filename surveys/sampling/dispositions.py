"""What became of every case drawn, and the outcome rates that follow from it.

Source: AAPOR, Standard Definitions (classes and rates); the default e is that of AAPOR's outcome rate calculator.
Chinese polling centres publish 访问成功率 and 拒访率, whose base is people reached, not people drawn; both stand beside
the AAPOR rates so that neither can be mistaken for the other.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from surveys.errors import OutcomesRefused, RangeRefused
from surveys.questionnaire.texts import Text, bilingual


class DispositionClass(StrEnum):
    """The class a final disposition counts in."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_HOUSEHOLD = "UH"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


@dataclass(frozen=True, kw_only=True)
class Disposition:
    """One row of the code table."""

    code: str
    outcome: DispositionClass
    text: Text
    is_final: bool
    """Whether the case is closed; an open case is dialled again."""

    @property
    def label(self) -> str:
        """What the code means, in Chinese."""
        return str(self.text)


class UnknownDisposition(OutcomesRefused):
    """A code that the table does not know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_TABLE = """
1.1    I  final 访问成功 | Interview
1.2    P  final 部分完成 | Partial interview
2.111  R  final 户内他人拒访 | Refusal by someone else in the household
2.112  R  final 本人拒访 | Refusal by the respondent
2.111a R  open  他人软拒访 | Soft refusal by someone else
2.111b R  open  他人硬拒访 | Hard refusal by someone else
2.112a R  open  本人软拒访 | Soft refusal by the respondent
2.112b R  final 本人硬拒访 | Hard refusal by the respondent
2.112c R  open  预约爽约 | Appointment not kept
2.12   R  open  中途拒访 | Break-off
2.20   NC open  合格未接触 | Eligible, not contacted
2.21   NC open  受访者始终不在 | Respondent never available
2.221  NC open  语音信箱（已留言） | Answering machine, message left
2.222  NC open  语音信箱（未留言） | Answering machine, no message left
2.31   O  final 已故 | Dead
2.32   O  final 身心不能应答 | Physically or mentally unable
2.331  O  final 户语言障碍 | Household language barrier
2.332  O  final 本人语言障碍 | Respondent language barrier
2.34   O  open  转督导（合格） | Passed to a supervisor (eligible)
2.35   O  open  场合不便 | Place or time unsuitable
2.36   O  open  其他（合格） | Other (eligible)
3.11   UH open  未拨打 | Not attempted
3.12   UH open  占线 | Busy
3.13   UH open  无人接听 | No answer
3.14   UH open  语音提示（资格不明） | Recorded message (eligibility unknown)
3.15   UH open  被拦截或标记 | Blocked or flagged
3.16   UH open  线路故障 | Line trouble
3.21   UO open  未完成甄别 | Screening not completed
3.90   UO open  其他（资格不明） | Other (eligibility unknown)
4.10   NE final 样本框外 | Outside the sampling frame
4.20   NE final 传真或数据线 | Fax or data line
4.31   NE final 空号 | Number not in use
4.32   NE final 停机 | Number cut off
4.33   NE final 暂停服务 | Service suspended
4.41   NE final 改号 | Number changed
4.51   NE final 单位电话 | Business number
4.70   NE final 甄别不合格 | Not eligible after screening
4.80   NE final 配额已满 | Quota full
"""


def _read_table(text: str) -> dict[str, Disposition]:
    rows = (line.split(maxsplit=3) for line in text.strip().splitlines())
    return {
        code: Disposition(
            code=code,
            outcome=DispositionClass(outcome),
            text=bilingual(*labels.split(" | ")),
            is_final=state == "final",
        )
        for code, outcome, state, labels in rows
    }


DISPOSITIONS: Mapping[str, Disposition] = _read_table(_TABLE)


def get_disposition(code: str) -> Disposition:
    """The row of a code; the bare class letters (I, P, R, …) that many firms deliver are not codes and are refused.

    Raises:
        UnknownDisposition: the table has no such code.
    """
    try:
        return DISPOSITIONS[code.strip()]
    except KeyError:
        raise UnknownDisposition(code) from None


def count_outcomes(codes: Iterable[str]) -> dict[DispositionClass, float]:
    """How many cases ended in each class; every class is present, zero included."""
    counts = dict.fromkeys(DispositionClass, 0.0)
    for code in codes:
        counts[get_disposition(code).outcome] += 1
    return counts


@dataclass(frozen=True, kw_only=True)
class OutcomeRates:
    """All rates as shares in [0, 1]; NaN where the denominator is empty (print a dash, never a zero).

    e           share of cases of unknown eligibility taken to be eligible: stored with the rates, as they depend on it
    success, refusal   访问成功率 and 拒访率: completes and refusals as a share of the people reached (I + P + R + O)
    """

    e: float
    rr1: float
    rr2: float
    rr3: float
    rr4: float
    rr5: float
    rr6: float
    coop1: float
    coop2: float
    coop3: float
    coop4: float
    ref1: float
    ref2: float
    ref3: float
    con1: float
    con2: float
    con3: float
    loc1: float
    loc2: float
    success: float
    refusal: float

    def as_dict(self) -> dict[str, float]:
        """Rate name (upper case, as AAPOR prints it) → share."""
        return {field.name.upper() if field.name != "e" else "e": getattr(self, field.name) for field in fields(self)}


def eligible_share(counts: Mapping[str, float]) -> float:
    """AAPOR calculator's e: known eligible cases as a share of all cases whose eligibility is known.

    Raises:
        OutcomesRefused: a stranger among the classes, or a count that is negative or missing.
    """
    number = _checked(counts)
    eligible = sum(number[outcome] for outcome in ("I", "P", "R", "NC", "O"))
    return _ratio(eligible, eligible + number["NE"])


def outcome_rates(counts: Mapping[str, float], e: float | None = None) -> OutcomeRates:
    """Every outcome rate of a set of cases.

    counts   class (I, P, R, NC, O, UH, UO, NE) → cases, or → sum of design weights for weighted rates; absent = 0
    e        eligible share among cases of unknown eligibility; None estimates it from the cases themselves

    >>> rates = outcome_rates({"I": 4, "P": 2, "R": 1, "NC": 1, "O": 1, "UH": 1, "UO": 1, "NE": 1})
    >>> round(rates.e, 3), round(rates.rr1, 3), round(rates.rr3, 3), round(rates.coop1, 3)
    (0.9, 0.364, 0.37, 0.5)

    Raises:
        OutcomesRefused: a stranger among the classes, or a count that is negative or missing.
        RangeRefused: e outside [0, 1].
    """
    n = _checked(counts)
    share = eligible_share(counts) if e is None else e
    if e is not None and not 0.0 <= e <= 1.0:
        raise RangeRefused(f"e is a share between 0 and 1, not {e}")
    answered = n["I"] + n["P"]
    reached = answered + n["R"] + n["O"]
    known = reached + n["NC"]
    unknown = n["UH"] + n["UO"]
    everyone = known + unknown
    # Nothing unknown needs no e: 0 × NaN would otherwise blot out rates that are perfectly defined.
    likely = known + share * unknown if unknown else known
    willing = answered + n["R"]
    return OutcomeRates(
        e=share,
        **dict(zip(("rr1", "rr3", "rr5"), _over(n["I"], everyone, likely, known), strict=True)),
        **dict(zip(("rr2", "rr4", "rr6"), _over(answered, everyone, likely, known), strict=True)),
        **dict(zip(("coop1", "coop3"), _over(n["I"], reached, willing), strict=True)),
        **dict(zip(("coop2", "coop4"), _over(answered, reached, willing), strict=True)),
        **dict(zip(("ref1", "ref2", "ref3"), _over(n["R"], everyone, likely, known), strict=True)),
        **dict(zip(("con1", "con2", "con3"), _over(reached, everyone, likely, known), strict=True)),
        **dict(zip(("loc1", "loc2"), _over(known, everyone, likely), strict=True)),
        success=_ratio(n["I"], reached),
        refusal=_ratio(n["R"], reached),
    )


def _over(numerator: float, *denominators: float) -> tuple[float, ...]:
    return tuple(_ratio(numerator, denominator) for denominator in denominators)


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else math.nan


def _checked(counts: Mapping[str, float]) -> dict[str, float]:
    strangers = sorted(str(outcome) for outcome in counts if outcome not in set(DispositionClass))
    if strangers:
        raise OutcomesRefused(f"not a disposition class: {', '.join(strangers)}")
    negative = sorted(str(outcome) for outcome, number in counts.items() if not number >= 0)
    if negative:
        raise OutcomesRefused(f"negative or missing counts: {', '.join(negative)}")
    return {outcome.value: float(counts.get(outcome.value, 0.0)) for outcome in DispositionClass}
