"""No page joins a receipt to a ballot: not by an id, not by the order of a list, not by what the receipt tells."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.models import AuditEntry
from feedback_app.responses.handles import find_key
from feedback_app.responses.models import Response
from tests.application import SignIn
from tests.feedback_app.channels.reverse.rounds import cast, issue, store_round
from tests.traces import traces_of

BALLOTS = 12


@pytest.fixture
def receipts(app: Flask, now: datetime) -> list[str]:
    """The receipts of a dozen ballots, each about two departments on all criteria."""
    with app.app_context(), unit_of_work():
        store_round(now)
        return [cast(code, now).code for code in issue(BALLOTS, now)]


@pytest.fixture
def office(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)


def _handles(page: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]+)"', page)


def _pages(office: FlaskClient, ledger: FlaskClient) -> Iterator[str]:
    """Yield every page on which a ballot's evaluation is spoken of, before and after a decision about it."""
    listed = office.get("/evaluations?channel=reverse").text
    yield listed
    handle = _handles(listed)[0]
    yield office.get(f"/evaluations/{handle}").text
    form = {"standing": "excluded", "reason": "测试"}
    yield office.post(f"/evaluations/{handle}", data=form, follow_redirects=True).text
    picked = {"scope": "picked", "after": "excluded", "reason": "测试", "key": _handles(listed)[1:3]}
    asked = office.post("/evaluations/change", data=picked).text
    assert _handles(asked) == picked["key"]
    yield asked
    yield office.post("/evaluations/change", data={**picked, "seen": 2}, follow_redirects=True).text
    for reader in (ledger, office):
        entries = reader.get("/ledger?kind=evaluation").text
        assert handle in entries
        assert (f'href="/evaluations/{handle}"' in entries) is (reader is office)
        yield entries


def test_no_page_shows_an_id_from_which_a_ballots_receipt_follows(
    app: Flask, signed_in: SignIn, office: FlaskClient, receipts: list[str]
) -> None:
    pages = list(_pages(office, signed_in(Role.ADMINISTRATOR)))
    with app.app_context():
        ballots = session().query(Response).all()
        assert sorted(ballot.receipt for ballot in ballots) == sorted(receipts)
        assert session().query(AuditEntry).filter_by(action="evaluation.standing").count() == 1
        keys = [ballot.id for ballot in ballots]
    assert [found for page in pages for found in traces_of(keys, page)] == []


def test_the_order_of_a_list_is_not_that_of_the_receipts(app: Flask, office: FlaskClient, receipts: list[str]) -> None:
    pages = [office.get(f"/evaluations?channel=reverse&page={number}").text for number in range(1, 5)]
    with app.app_context():
        keys = [find_key(handle) for page in pages for handle in _handles(page)]
        listed = list(dict.fromkeys(session().get(Response, key[0]) for key in keys if key))
        found = [ballot.receipt for ballot in listed if ballot]
    assert sorted(found) == sorted(receipts)
    assert found != sorted(receipts)


def test_no_day_singles_a_ballot_out(client: FlaskClient, office: FlaskClient, receipts: list[str]) -> None:
    """Who voted on which day is easily seen; the receipt and the list must not tell on which day a ballot came in."""
    assert "收到日期" not in client.get(f"/r/{receipts[0]}").text
    listed = office.get("/evaluations?channel=reverse").text
    assert "<time>" not in listed[listed.index("<table") : listed.index("</table>")]
    on_the_day = office.get("/evaluations?channel=reverse&since=2026-03-02&until=2026-03-02").text
    assert "共 0 条" in on_the_day
    assert "选票不能按日期查找" in on_the_day


def test_a_ballots_receipt_does_not_tell_what_was_decided_about_it(
    app: Flask, client: FlaskClient, office: FlaskClient, receipts: list[str]
) -> None:
    """Whoever set one ballot aside and looked for the receipt that changes would know whose it was."""
    before = [client.get(f"/r/{receipt}").text for receipt in receipts]
    assert all("选票在册" in page for page in before)
    form = {"channel": str(Channel.REVERSE), "scope": "picked", "after": "excluded", "reason": "测试"}
    handle = _handles(office.get("/evaluations?channel=reverse").text)[0]
    done = office.post("/evaluations/change", data={**form, "key": handle, "seen": 1}, follow_redirects=True).text
    assert "已更改 1 条" in done
    assert [client.get(f"/r/{receipt}").text for receipt in receipts] == before
