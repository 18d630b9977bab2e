import numpy as np
import pytest

from nlp.corpus import own_examples
from nlp.training import TASKS, train


def test_the_same_examples_and_seed_give_the_same_model() -> None:
    few, tasks = own_examples()[:60], [task for task in TASKS if task.name == "level"]
    first, second = (train(few, tasks=tasks, bits=12) for _ in range(2))
    np.testing.assert_array_equal(first.gram_weights, second.gram_weights)
    assert first.heads == second.heads


def test_without_labels_nothing_is_learnt() -> None:
    with pytest.raises(ValueError, match="no example carries a label"):
        train([], tasks=TASKS)
