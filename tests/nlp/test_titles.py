import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from nlp.titles import alike, closeness, group, lay_side_by_side

TITLES = [
    "翠湖小区门口路灯坏了没人修",
    "翠湖小区门口路灯坏了一个月",
    "翠湖小区门口路灯还没有修",
    "咨询人才公寓申请条件",
    "人才公寓申请条件是什么",
    "公交车夜班取消了",
]


def grouped(titles: list[str], seed: int = 0) -> list[int]:
    laid = lay_side_by_side(titles)
    labels: list[int] = group(alike(laid.vectors), laid.copies, seed=seed)[laid.nodes].tolist()
    return labels


def test_titles_of_one_matter_come_together() -> None:
    a, b, c, d, e, f = grouped(TITLES)
    assert (a == b == c, d == e) == (True, True)
    assert len({a, d, f}) == 3


def test_titles_that_say_the_same_are_one_node_and_those_that_say_nothing_none() -> None:
    laid = lay_side_by_side(["停水了！", "停水了", "。", "", "停 水 了"])
    assert laid.copies.tolist() == [1, 1, 3]
    assert laid.nodes.tolist() == [2, 2, 0, 1, 2]


def test_cosines_are_symmetric_and_leave_the_title_itself_out() -> None:
    graph = alike(lay_side_by_side(TITLES).vectors).toarray()
    assert (graph == graph.T).all()
    assert graph.diagonal().sum() == 0
    assert ((graph == 0) | (graph >= 0.35)).all()


def test_only_the_nearest_are_kept() -> None:
    titles = lay_side_by_side([f"翠湖小区路灯坏了{mark}" for mark in "甲乙丙丁戊己庚辛"])
    least = np.diff(alike(titles.vectors, most=2).indptr).min()
    assert 2 <= least < 7


@pytest.mark.parametrize("titles", [[], [""], ["停"], ["停水"], ["，"] * 3])
def test_hardly_anything_said_is_no_trouble(titles: list[str]) -> None:
    assert len(grouped(titles)) == len(titles)


def test_a_copied_title_weighs_as_much_as_it_has_copies() -> None:
    """The one in the middle is as like the left as the right; ten copies on the right decide."""
    graph = csr_array(np.array([[0, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0]]))
    left, middle, right = group(graph, np.array([1, 1, 10])).tolist()
    assert middle == right
    assert {left, middle, right} <= {0, 1}


def test_the_middle_of_a_group_is_closest_to_it() -> None:
    laid = lay_side_by_side(TITLES[:3])
    near = closeness(laid, np.zeros(3, dtype=np.int64))
    assert near.shape == (3,)
    assert near.min() > 0


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(TITLES), max_size=8), st.integers(0, 5))
def test_copies_share_a_group(titles: list[str], seed: int) -> None:
    labels = grouped(titles, seed)
    assert len({(title, label) for title, label in zip(titles, labels, strict=True)}) == len(set(titles))
