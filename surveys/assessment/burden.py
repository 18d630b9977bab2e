"""The ledger of what departments ask of the grassroots: forms, tables and the hours that they take (填表负担).

Hours are declared, not measured: how long one answer takes, how many units must give it and how often. What a form asks
for although another body holds it already is the part that could be saved.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.assessment.rounding import SETTLED
from surveys.errors import EvidenceRefused


@dataclass(frozen=True, kw_only=True)
class FormRequest:
    """One form that a department asks units to fill in, in one period.

    units       the units that must fill it in; times: how often each must, in the period
    minutes     of one answer; items: fields of the form; held: those of them that another body holds already
    is_listed   whether the form stands on the city's list of admitted forms (准入清单)

    Raises:
        EvidenceRefused: at construction: negative times or minutes, or more items held than asked for.
    """

    department: str
    form: str
    units: frozenset[str]
    times: int
    minutes: Decimal
    items: int
    held: int = 0
    is_listed: bool = True

    def __post_init__(self) -> None:
        reasons = []
        if self.times < 0 or self.minutes < 0:
            reasons.append("times and minutes are not negative")
        if self.items < 1 or not 0 <= self.held <= self.items:
            reasons.append(f"{self.held} of {self.items} items cannot be held already")
        if reasons:
            raise EvidenceRefused(f"{self.department}/{self.form}: {'; '.join(reasons)}")

    @property
    def minutes_per_unit(self) -> Decimal:
        """Minutes that it takes each unit in the period."""
        return self.minutes * self.times


@dataclass(frozen=True, kw_only=True)
class BurdenLine:
    """What was asked by one department, or of one unit.

    forms      different forms; unlisted: those not on the list; answers: forms filled in
    hours      that this took; avoidable: hours for items that another body holds already, items taking equal time
    """

    forms: int
    unlisted: int
    answers: int
    hours: Decimal
    avoidable: Decimal

    @property
    def avoidable_share(self) -> Decimal | None:
        """Share of the hours that could be saved; None where nothing was asked."""
        return (self.avoidable / self.hours).quantize(SETTLED) if self.hours else None


def burden_by_department(requests: Sequence[FormRequest]) -> dict[str, BurdenLine]:
    """Return what each department asked for, over all units, the heaviest first."""
    return _lines(requests, lambda request: [request.department], lambda request: len(request.units))


def burden_by_unit(requests: Sequence[FormRequest]) -> dict[str, BurdenLine]:
    """Return what each unit was asked for, over all departments, the heaviest first."""
    return _lines(requests, lambda request: request.units, lambda request: 1)


def total_burden(requests: Sequence[FormRequest]) -> BurdenLine:
    """Return what was asked for in all."""
    return _line([(request, len(request.units)) for request in requests])


@dataclass(frozen=True, kw_only=True)
class BurdenChange:
    """Hours now and before; ``growth`` as a share of before, None where nothing was asked before."""

    before: Decimal
    now: Decimal

    @property
    def growth(self) -> Decimal | None:
        """(now − before) / before."""
        return ((self.now - self.before) / self.before).quantize(SETTLED) if self.before else None


def compare_burden(before: Mapping[str, BurdenLine], now: Mapping[str, BurdenLine]) -> dict[str, BurdenChange]:
    """Return for everybody on either ledger how the hours changed, the greatest increase first."""
    hours = [{code: line.hours for code, line in ledger.items()} for ledger in (before, now)]
    changes = {
        code: BurdenChange(before=hours[0].get(code, Decimal(0)), now=hours[1].get(code, Decimal(0)))
        for code in {*before, *now}
    }
    return dict(sorted(changes.items(), key=lambda pair: (pair[1].before - pair[1].now, pair[0])))


def _lines(
    requests: Sequence[FormRequest],
    owners: Callable[[FormRequest], Iterable[str]],
    fold: Callable[[FormRequest], int],
) -> dict[str, BurdenLine]:
    owned: dict[str, list[tuple[FormRequest, int]]] = {}
    for request in requests:
        for owner in owners(request):
            owned.setdefault(owner, []).append((request, fold(request)))
    lines = {owner: _line(held) for owner, held in owned.items()}
    return dict(sorted(lines.items(), key=lambda pair: (-pair[1].hours, pair[0])))


def _line(held: Sequence[tuple[FormRequest, int]]) -> BurdenLine:
    """Add up requests, each times the number of units that it fell upon."""
    minutes = sum((request.minutes_per_unit * fold for request, fold in held), Decimal(0))
    saved = sum((request.minutes_per_unit * fold * request.held / request.items for request, fold in held), Decimal(0))
    forms = {(request.department, request.form): request.is_listed for request, _ in held}
    return BurdenLine(
        forms=len(forms),
        unlisted=sum(not is_listed for is_listed in forms.values()),
        answers=sum(request.times * fold for request, fold in held),
        hours=(minutes / 60).quantize(SETTLED),
        avoidable=(saved / 60).quantize(SETTLED),
    )
