"""Pages of a long list: which one an address asks for, and how many there are."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True, kw_only=True)
class Paging:
    """A page of a list by its number, from 1, and how many pages the list has; an empty list has none."""

    number: int
    count: int


def asked_page(total: int, *, size: int) -> Paging:
    """Return the page that ``?page=`` asks for, the nearest one that there is."""
    count = -(-total // size)
    asked = request.values.get("page", 1, type=int)
    return Paging(number=max(1, min(asked, count)), count=count)
