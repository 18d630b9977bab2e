"""Which groups may be put on a roster, given those that the scheme scores."""

import pytest
from flask import Flask

from feedback_app.channels.reverse.scored_groups import GroupNotScored, list_groups, require_scored

SCORED = {"district": "区县", "street": "街镇"}


@pytest.mark.parametrize(
    ("code", "scored"),
    [("street", SCORED), ("district", SCORED), ("police", None), ("police", {})],
    ids=["scored", "scored too", "no scheme yet", "a scheme without ballots"],
)
def test_a_group_is_admitted(code: str, scored: dict[str, str] | None) -> None:
    require_scored(code, scored)


@pytest.mark.parametrize("code", ["police", "Street", "街镇", "stree", ""])
def test_a_group_that_the_scheme_does_not_name_by_this_very_code_is_refused(app: Flask, code: str) -> None:
    with app.app_context(), pytest.raises(GroupNotScored) as refused:
        require_scored(code, SCORED)
    assert refused.value.data == {"code": code, "known": "区县（district）、街镇（street）"}


def test_groups_are_listed_in_the_language_of_the_request(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert list_groups({"district": "Districts", "street": "Towns"}) == "Districts (district), Towns (street)"
