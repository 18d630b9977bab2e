from decimal import Decimal

import pytest

from surveys.questionnaire.scales import (
    FIVE_LEVEL,
    FOUR_LEVEL,
    GB39046,
    HCP,
    LABELS,
    NON_RATINGS,
    SCALES,
    SCORE_MAPS,
    Scale,
    ScoreMap,
    UnknownCode,
    Verdict,
    get_numbering,
    get_scale,
    get_score_map,
)


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("M5A", "100/80/60/30/0"),
        ("M5L", "100/75/50/25/0"),
        ("M5B", "100/90/60/30/0"),
        ("M5B85", "100/85/60/40/0"),
        ("M4", "100/85/70/50"),
        ("M4B", "100/80/60/40"),
        ("M3", "100/60/0"),
        ("M3B", "100/80/0"),
        ("M10", "10/8/5/2/0"),
    ],
)
def test_a_score_map_prices_its_levels_from_best_to_worst(code: str, points: str) -> None:
    score_map = get_score_map(code)
    assert "/".join(str(score_map.find_points(level)) for level in score_map.scale.levels) == points


@pytest.mark.parametrize("score_map", SCORE_MAPS.values(), ids=lambda score_map: score_map.code)
@pytest.mark.parametrize("verdict", sorted(NON_RATINGS))
def test_a_non_rating_has_no_points_on_any_map(score_map: ScoreMap, verdict: Verdict) -> None:
    assert score_map.find_points(verdict) is None


def test_the_two_official_numberings_run_in_opposite_directions() -> None:
    assert GB39046.get_verdict(1) is HCP.get_verdict(5) is Verdict.VERY_SATISFIED
    assert GB39046.get_verdict(5) is HCP.get_verdict(1) is Verdict.VERY_DISSATISFIED
    assert [GB39046.get_number(verdict) + HCP.get_number(verdict) for verdict in FIVE_LEVEL.levels] == [6] * 5


@pytest.mark.parametrize("number", [0, 6, -1])
def test_a_number_outside_the_five_is_refused(number: int) -> None:
    with pytest.raises(UnknownCode):
        HCP.get_verdict(number)


def test_a_non_rating_has_no_number() -> None:
    with pytest.raises(UnknownCode):
        HCP.get_number("dont_know")


def test_a_numbering_must_be_named() -> None:
    assert get_numbering("hcp") is HCP
    with pytest.raises(UnknownCode, match="numbering"):
        get_numbering("")


def test_an_unknown_scale_or_map_is_refused_by_name() -> None:
    assert get_scale("five_level") is FIVE_LEVEL
    with pytest.raises(UnknownCode, match="six_level"):
        get_scale("six_level")
    with pytest.raises(UnknownCode, match="M7"):
        get_score_map("M7")


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("满意", Verdict.SATISFIED),
        (" 满意 ", Verdict.SATISFIED),
        ("\u3000非常不满意", Verdict.VERY_DISSATISFIED),
        ("very_satisfied", Verdict.VERY_SATISFIED),
        ("Very Satisfied", Verdict.VERY_SATISFIED),
        ("不了解", Verdict.DONT_KNOW),
        ("拒答", Verdict.REFUSED),
        ("优秀", None),
        ("5", None),
        ("", None),
    ],
)
def test_a_level_is_read_from_its_label_and_never_from_a_bare_number(written: str, verdict: Verdict | None) -> None:
    assert FIVE_LEVEL.find_verdict(written) is verdict


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_verdict_has_a_label_in_both_languages(language: str) -> None:
    assert set(LABELS) == set(Verdict)
    assert all(label.versions[language] for label in LABELS.values())


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.code)
def test_no_scale_contains_a_non_rating(scale: Scale) -> None:
    assert not NON_RATINGS & set(scale.levels)


@pytest.mark.parametrize(
    "levels",
    [
        (Verdict.GOOD,),
        (Verdict.GOOD, Verdict.GOOD),
        (Verdict.GOOD, Verdict.DONT_KNOW),
    ],
)
def test_a_scale_of_one_level_or_with_a_middle_mark_for_silence_cannot_be(levels: tuple[Verdict, ...]) -> None:
    with pytest.raises(ValueError, match="needs two or more"):
        Scale(code="odd", levels=levels)


@pytest.mark.parametrize("points", [(100, 85, 70), (100, 85, 85, 50), (50, 70, 85, 100)])
def test_a_map_that_misses_a_level_or_does_not_fall_cannot_be(points: tuple[int, ...]) -> None:
    prices = {str(level): Decimal(p) for level, p in zip(FOUR_LEVEL.levels, points, strict=False)}
    with pytest.raises(ValueError, match="score map odd must"):
        ScoreMap(code="odd", scale=FOUR_LEVEL, points=prices)
