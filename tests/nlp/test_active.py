"""What should be labelled next: doubtful, and not the same thing fifty times."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.active import Candidate, doubt_of, most_useful

WATER = "自来水连续三天停水，打电话没有人接"
BUS = "公交车经常晚点，等了四十分钟还不来"
TAX = "办税大厅排队太长，窗口只开了一个"


def _candidates(*said: tuple[str, float]) -> list[Candidate]:
    return [Candidate(key=key, text=text, doubt=doubt) for key, (text, doubt) in enumerate(said)]


def test_the_most_doubtful_comes_first_and_its_copies_last() -> None:
    found = most_useful(_candidates((BUS, 0.2), (WATER, 0.5), (f"{WATER}！", 0.49), (TAX, 0.3)), 4)
    assert found == [1, 3, 0, 2]


def test_what_is_sure_is_not_in_the_pool() -> None:
    sure = _candidates(*[(f"{BUS}{n}", 0.01) for n in range(30)], (WATER, 0.5))
    assert most_useful(sure, 1) == [30]


def test_doubt_is_that_about_the_least_sure_answer() -> None:
    assert doubt_of([0.75, None, 0.5]) == 0.5
    assert doubt_of([None]) == 0.0


@given(st.lists(st.tuples(st.text(max_size=12), st.floats(0, 1)), max_size=40), st.integers(1, 60))
def test_as_many_as_there_are_each_once_whatever_the_text(said: list[tuple[str, float]], n: int) -> None:
    candidates = _candidates(*said)
    found = most_useful(candidates, n)
    assert len(found) == len(set(found)) == min(n, len(candidates))
    assert found == most_useful(list(reversed(candidates)), n)
