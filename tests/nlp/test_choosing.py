import numpy as np
import pytest

from nlp.choosing import Choice, learn_points


def choice(strengths: list[list[float]], right: list[bool]) -> Choice:
    return Choice(strengths=np.array(strengths), right=np.array(right))


def test_what_the_right_one_has_and_the_others_lack_counts_for_it() -> None:
    said = [choice([[1, 0], [0, 1]], [True, False]), choice([[0, 1], [1, 1]], [False, True])] * 20
    shown, shared = learn_points(said)
    assert shown > 1
    assert shared < shown


def test_of_two_right_ones_either_will_do() -> None:
    both = [choice([[1, 0], [0, 1], [0, 0]], [True, True, False])] * 30
    first, second = learn_points(both)
    assert first == pytest.approx(second, abs=1e-3)
    assert first > 0


def test_a_choice_without_a_wrong_or_a_right_one_tells_nothing() -> None:
    assert learn_points([choice([[1.0]], [True]), choice([[1.0]], [False])]) == ()
