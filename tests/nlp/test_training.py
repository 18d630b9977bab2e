from dataclasses import replace

import numpy as np
import pytest

from nlp.calibration import Scale
from nlp.candidates import sign_names
from nlp.corpus import Example, own_examples
from nlp.lessons import weights_of
from nlp.pipeline import Pipeline
from nlp.tasks import TASKS
from nlp.training import folds_of, train


def test_the_same_examples_and_seed_give_the_same_model() -> None:
    few, tasks = own_examples()[:60], [task for task in TASKS if task.name == "level"]
    first, second = (train(few, tasks=tasks, bits=12) for _ in range(2))
    np.testing.assert_array_equal(first.gram_weights, second.gram_weights)
    assert first.heads == second.heads


def test_without_labels_nothing_is_learnt() -> None:
    with pytest.raises(ValueError, match="no example carries a label"):
        train([], tasks=TASKS)


def test_a_handful_of_examples_is_enough_to_learn_from() -> None:
    (task,) = (task for task in TASKS if task.name == "kind")
    model = train(own_examples()[:2], tasks=[task], bits=10)
    assert [head.name for head in model.heads] == ["kind"]


def test_every_class_is_spread_over_the_folds() -> None:
    folds = folds_of(np.array([0] * 10 + [1] * 5 + [2]), seed=4)
    assert [np.bincount(folds[:10]).tolist(), np.bincount(folds[10:15]).tolist()] == [[2] * 5, [1] * 5]


def test_the_points_of_a_judged_body_are_learnt_where_bodies_are_labelled() -> None:
    examples, tasks = own_examples()[:300], [task for task in TASKS if task.name == "kind"]
    taught = train(examples, tasks=tasks, bits=14)
    assert len(taught.body_points) == len(sign_names())
    untaught = train([replace(example, body=None) for example in examples], tasks=tasks, bits=14)
    assert untaught.body_points == ()


def test_enough_labels_of_a_city_move_the_scale_towards_its_own_messages() -> None:
    (task,) = (task for task in TASKS if task.name == "kind")
    unreal = replace(task, reality=Scale(temperature=50.0, lift=0.0))
    own = own_examples()[:260]
    local = [replace(example, origin=None) for example in own]
    cold, warm = (train(examples, tasks=[unreal], bits=12).heads[0].temperature for examples in (own, local))
    alone = train(local, tasks=[replace(task, reality=None)], bits=12).heads[0].temperature
    assert 5 * alone < warm < cold / 2


def test_our_own_messages_weigh_the_less_the_more_a_city_labels() -> None:
    own, local = Example(text="甲", origin="long"), Example(text="乙")
    assert weights_of([own, own]).tolist() == [1, 1]
    assert weights_of([own, *[local] * 2000])[[0, 1]].tolist() == [0.5, 1]


def test_a_task_may_weigh_our_own_messages_less() -> None:
    assert weights_of([Example(text="甲", origin="long"), Example(text="乙")], 0.25)[1] == 1
    assert weights_of([Example(text="甲", origin="long")], 0.25).tolist() == [0.25]


def test_a_theme_is_as_sure_as_whoever_labels_agrees_with_us_and_surer_where_a_city_labels_its_own() -> None:
    (task,) = (task for task in TASKS if task.name == "theme")
    lines = [("公交车等了半小时不来", "交通运输"), ("工厂的烟囱天天冒黑烟", "环境保护")] * 20
    own, local = (
        [Example(text=text, theme=theme, origin=origin) for text, theme in lines] for origin in ("long", None)
    )
    alone, both, city = (train(some, tasks=[task], bits=12).heads[0] for some in (own, [*own, *local], local))
    assert alone.agreement == pytest.approx(task.agreement)
    assert task.agreement < both.agreement < city.agreement == 1


def test_a_label_that_nothing_bears_takes_no_share_from_the_others() -> None:
    (task,) = (task for task in TASKS if task.name == "theme")
    lines = [("公交车等了半小时不来", "交通运输"), ("工厂的烟囱天天冒黑烟", "环境保护")] * 20
    model = train([Example(text=text, theme=theme) for text, theme in lines], tasks=[task], bits=12)
    answer = Pipeline(model=model).extract("公交车不来")
    assert sum(share for _, share in answer.theme_top[:2]) > 0.99


def _levels(*counts: int, origin: str | None) -> list[Example]:
    """Examples of every level, so many of each."""
    words = ("腐败", "太慢", "一般", "不错", "感谢")
    return [
        Example(text=f"{word}{number}号窗口", kind="valid", level=level, origin=origin)
        for level, (count, word) in enumerate(zip(counts, words, strict=True), start=1)
        for number in range(count)
    ]


def test_our_own_levels_stand_for_the_shares_of_real_traffic() -> None:
    (task,) = (task for task in TASKS if task.name == "level")
    (head,) = train(_levels(10, 10, 10, 10, 10, origin="own"), tasks=[task], bits=10).heads
    assert head.odds == pytest.approx((0.92 / 0.4, 0.92 / 0.4, 0.05 / 0.2, 0.03 / 0.4, 0.03 / 0.4), rel=1e-3)


def test_a_city_s_own_levels_stand_for_themselves() -> None:
    (task,) = (task for task in TASKS if task.name == "level")
    (head,) = train(_levels(10, 10, 10, 10, 10, origin=None), tasks=[task], bits=10).heads
    assert head.odds == pytest.approx((1, 1, 1, 1, 1), rel=1e-3)
