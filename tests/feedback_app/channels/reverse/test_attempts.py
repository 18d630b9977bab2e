"""Wrong codes are limited by address, and forgotten again."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback_app.channels.reverse.attempts import MOST_ADDRESSES, MOST_FAILURES, SPAN, Attempts, TooManyTries

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def _after(failures: int) -> Attempts:
    counter = Attempts()
    for _ in range(failures):
        counter.note_failure("10.0.0.1", now=NOW)
    return counter


def test_an_address_may_mistype_a_few_times() -> None:
    _after(MOST_FAILURES - 1).require_patience("10.0.0.1", now=NOW)


def test_one_address_too_often_wrong_must_wait_and_others_need_not() -> None:
    counter = _after(MOST_FAILURES)
    with pytest.raises(TooManyTries):
        counter.require_patience("10.0.0.1", now=NOW)
    counter.require_patience("10.0.0.2", now=NOW)
    counter.require_patience("10.0.0.1", now=NOW + SPAN + timedelta(seconds=1))


def test_the_memory_is_bounded() -> None:
    counter = Attempts()
    for number in range(MOST_ADDRESSES + 10):
        counter.note_failure(str(number), now=NOW)
    assert len(counter._failures) <= MOST_ADDRESSES
