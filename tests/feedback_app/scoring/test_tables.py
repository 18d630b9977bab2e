"""A run as tables."""

from decimal import Decimal

from feedback_app.scoring.models import UnitScore
from feedback_app.scoring.tables import by_tier


def test_tiers_stay_together_even_where_a_vague_total_stands_above_a_firmer_one() -> None:
    scores = [
        UnitScore(place=place, tier=tier, total=Decimal(90 - place))
        for place, tier in ((1, 1), (2, 2), (3, 1), (4, None), (5, 2))
    ]
    assert [(placed.tier, placed.score.place) for placed in by_tier(scores)] == [
        (1, 1),
        (1, 3),
        (2, 2),
        (2, 5),
        (None, 4),
    ]
