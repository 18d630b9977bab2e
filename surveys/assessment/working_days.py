"""Chinese working days: weekends, holidays, and the weekend days that are worked in exchange (调休).

The State Council arranges each year shortly before it begins. The arrangements so far come from `chinesecalendar`,
which names the years that it knows; a later notice can be added by hand before a release carries it. A term that
reaches into a year not arranged yet is computed all the same, and says that it is provisional.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays, workdays

from surveys.errors import RuleRefused

_KNOWN = frozenset(day.year for day in (*holidays, *workdays))


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The last day of a term; provisional where the term touches days that nobody has arranged yet."""

    on: date
    is_provisional: bool = False

    def has_passed(self, today: date) -> bool:
        """Whether the term is over on a day; its last day still belongs to it."""
        return today > self.on


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    """The calendar of working days, with what was decided beyond the package.

    free     days off by a later notice; worked: days worked by it. A day is not both.
    years    years that the later notice arranges

    Raises:
        RuleRefused: at construction: a day both free and worked.
    """

    free: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if both := sorted(self.free & self.worked):
            raise RuleRefused(f"a day is either free or worked: {', '.join(map(str, both))}")

    @cached_property
    def arranged(self) -> frozenset[int]:
        """The years of which the arrangement is known."""
        return _KNOWN | self.years

    def is_working(self, day: date) -> bool:
        """Whether public bodies work on a day; of a year not arranged, Monday to Friday but 1 January."""
        if day in self.free or day in self.worked:
            return day in self.worked
        if day.year in _KNOWN:
            return bool(is_workday(day))
        return day.weekday() < 5 and (day.month, day.day) != (1, 1)

    def deadline(self, start: date, days: int) -> Deadline:
        """The last day of a term of so many working days after a day, which is itself not counted.

        Source for the counting: Civil Code of the People's Republic of China, arts. 201 and 203.

        Raises:
            RuleRefused: a term of less than one working day.
        """
        if days < 1:
            raise RuleRefused(f"a term has at least one working day, not {days}")
        left = days
        for day in _days_after(start):
            left -= self.is_working(day)
            if not left:
                break
        is_provisional = any(year not in self.arranged for year in range(start.year, day.year + 1))
        return Deadline(on=day, is_provisional=is_provisional)

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and including another; below zero if that is the earlier."""
        if until < after:
            return -self.count(until, after)
        return sum(self.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day
