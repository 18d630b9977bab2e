"""What a condition may know of the campaign, beside the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What the value of a fact is."""

    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing known of a campaign before anybody answers; ``choices`` are all values that a choice can have."""

    kind: FactKind
    choices: tuple[str, ...] = ()


FACTS: Mapping[str, Fact] = {
    "channel": Fact(kind=FactKind.CHOICE, choices=("web", "sms", "voice", "phone", "hotline", "reverse")),
    "unit_kind": Fact(
        kind=FactKind.CHOICE,
        choices=("city_department", "district", "township", "subdistrict", "bureau", "other"),
    ),
    "unit_category": Fact(
        kind=FactKind.CHOICE,
        choices=(
            "urban_service",
            "industrial",
            "agro_ecological",
            "public_service",
            "regulatory",
            "party_affairs",
        ),
    ),
    "round": Fact(kind=FactKind.NUMBER),
    "opens_on": Fact(kind=FactKind.DAY),
}
"""A condition on a fact that a campaign does not give does not hold."""
