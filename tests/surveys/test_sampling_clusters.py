"""Places before people, at every depth with the chances that the weights say."""

from collections import Counter

import numpy as np
import pytest

from surveys.estimation import mean, sample_design
from surveys.sampling import Frame, SampleTooLarge, draw_in_stages, draw_two_stage

CITY = {
    (f"district{d}", f"street{d}{s}", f"block{d}{s}{b}"): [f"{d}{s}{b}/{n:02}" for n in range(20 + 5 * (d + s + b))]
    for d in range(5)
    for s in range(4)
    for b in range(6)
}
PEOPLE = sum(map(len, CITY.values()))


def test_two_stages_give_nearly_equal_weights_by_size() -> None:
    frame = Frame(
        strata={f"town{t}": tuple(f"{t}/{i}" for i in range(size)) for t, size in enumerate((40, 80, 120, 160, 400))}
    )
    cases = draw_two_stage(frame, 3, 10, seed="s")
    assert len(cases) == 30
    assert {case.probabilities[0] for case in cases if case.path == ("town4",)} == {1.0}
    others = {round(case.design_weight, 6) for case in cases if case.path != ("town4",)}
    assert others == {20.0}


def test_clusters_are_drawn_by_size_over_many_seeds() -> None:
    frame = Frame(strata={f"t{size}": tuple(f"{size}/{i}" for i in range(size)) for size in (10, 20, 30, 40)})
    hits = Counter(case.path[0] for seed in range(1500) for case in draw_two_stage(frame, 2, 1, seed=f"{seed}"))
    assert {name: round(count / 1500, 1) for name, count in hits.items()} == {
        "t10": 0.2,
        "t20": 0.4,
        "t30": 0.6,
        "t40": 0.8,
    }


def test_four_stages_by_size_give_everybody_the_same_weight() -> None:
    cases = draw_in_stages(CITY, (3, 2, 2, 5), seed="s")
    assert len(cases) == len({case.key for case in cases}) == 60
    assert len({case.path[0] for case in cases}) == 3
    assert len({case.path for case in cases}) == 12
    assert all(case.key in CITY[case.path] for case in cases)
    assert [case.design_weight for case in cases] == pytest.approx([PEOPLE / 60] * 60)
    assert draw_in_stages(dict(reversed(CITY.items())), (3, 2, 2, 5), seed="s") == cases
    assert draw_in_stages(CITY, (3, 2, 2, 5), seed="t") != cases


def test_weights_are_right_on_average_where_places_hold_less_than_wanted() -> None:
    # Two streets in one district and one in the other: what is wanted below the first stage is not always there.
    town = {("a", "a1"): ["1", "2", "3"], ("a", "a2"): ["4"], ("b", "b1"): ["5", "6"]}
    sums = [sum(case.design_weight for case in draw_in_stages(town, (1, 2, 2), seed=f"{n}")) for n in range(2000)]
    assert np.mean(sums) == pytest.approx(6, abs=4 * np.std(sums) / np.sqrt(2000))
    drawn = Counter(case.key for n in range(2000) for case in draw_in_stages(town, (1, 2, 2), seed=f"{n}"))
    assert drawn["4"] / 2000 == pytest.approx(4 / 6, abs=0.05)
    assert drawn["1"] / 2000 == pytest.approx(4 / 6 * 2 / 3, abs=0.05)


def test_the_paths_are_the_clusters_of_a_design() -> None:
    cases = draw_in_stages(CITY, (3, 2, 2, 5), seed="s")
    stages = [np.array([case.path[depth] for case in cases]) for depth in range(3)]
    design = sample_design([case.design_weight for case in cases], clusters=stages)
    assert design.degrees_of_freedom == 2
    assert mean([float(case.key[0]) for case in cases], design).n == 60


def test_what_does_not_fit_the_places_is_refused() -> None:
    with pytest.raises(SampleTooLarge):
        draw_in_stages(CITY, (6, 2, 2, 5), seed="s")
    for takes in ((3, 2, 5), (3, 2, 2, 0)):
        with pytest.raises(ValueError, match="stages"):
            draw_in_stages(CITY, takes, seed="s")
    with pytest.raises(ValueError, match="stages"):
        draw_in_stages({("a",): ["1"], ("a", "b"): ["2"]}, (1, 1), seed="s")
