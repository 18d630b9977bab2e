"""Which model reads: promoted by somebody who saw the comparison, taken back at once, and not tampered with."""

import os
from datetime import datetime

import pytest

from feedback_app.channels.hotline import engine
from feedback_app.channels.hotline.engines import queries, service
from feedback_app.channels.hotline.engines.comparing import Comparison, compare
from feedback_app.channels.hotline.engines.folders import SHIPPED, ModelDamaged, find_usable, get_folder, list_names
from feedback_app.channels.hotline.engines.labels import collect_labels
from feedback_app.channels.hotline.queries import load_units
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.ledger.queries import list_entries
from tests.feedback_app.channels.hotline.engines.conftest import COMPLAINT, CURT, ENQUIRY, GLOOMY, Make

TEXTS = [COMPLAINT.format(n=7), ENQUIRY.format(n=7)]


def _comparison(name: str) -> Comparison:
    return compare(get_folder(queries.name_in_force()), get_folder(name), collect_labels().held_out)


def _promote(name: str, now: datetime, *, seen: str | None = None) -> None:
    found = _comparison(name)
    with unit_of_work():
        service.promote(get_folder(name), found, seen=seen or found.digest, actor="chen", now=now)


def _valid() -> list[bool | None]:
    return [answer.valid for answer in engine.load_engine(load_units())(TEXTS)]


def test_the_shipped_model_reads_until_another_is_promoted(audited: Unit, make: Make, now: datetime) -> None:
    make(GLOOMY)
    assert queries.name_in_force() == SHIPPED
    assert _valid() == [True, False]
    _promote(GLOOMY, now)
    assert _valid() == [True, True]
    assert list_names() == [SHIPPED, GLOOMY]


def test_old_and_new_read_the_same_held_out_records(audited: Unit, make: Make) -> None:
    make(CURT)
    found = _comparison(CURT)
    held_out = collect_labels().held_out
    evaluations = sum(one.kind == "valid" for one in held_out)
    assert found.n == len(held_out) > 30
    assert (found.new.valid.recall.hits, found.new.valid.recall.n) == (0, evaluations)
    assert found.new.right.hits == found.n - evaluations
    assert found.old.valid.recall.hits > 0
    assert found.lost == found.old.right.hits - found.new.right.hits + found.gained
    assert found.chance < 0.05


def test_a_promotion_names_who_and_what_they_saw(audited: Unit, make: Make, now: datetime) -> None:
    make(GLOOMY)
    _promote(GLOOMY, now)
    entry = list_entries(subject_kind="model")[0]
    assert (entry.action, entry.actor, entry.subject_key) == ("model.promote", "chen", GLOOMY)
    assert entry.detail["comparison"]["n"] == len(collect_labels().held_out)


def test_what_was_not_seen_is_not_promoted(audited: Unit, make: Make, now: datetime) -> None:
    make(GLOOMY)
    with pytest.raises(service.ComparisonChanged):
        _promote(GLOOMY, now, seen="something else")
    make(CURT)
    of_other = _comparison(CURT)
    with pytest.raises(service.ComparisonChanged), unit_of_work():
        service.promote(get_folder(GLOOMY), of_other, seen=of_other.digest, actor="chen", now=now)
    assert queries.name_in_force() == SHIPPED


def test_without_an_audit_nothing_is_promoted(make: Make, now: datetime) -> None:
    make(GLOOMY)
    with pytest.raises(service.NothingToCompareBy):
        _promote(GLOOMY, now)


def test_the_model_in_force_is_not_promoted_again(audited: Unit, make: Make, now: datetime) -> None:
    make(GLOOMY)
    _promote(GLOOMY, now)
    with pytest.raises(service.InForceAlready):
        _promote(GLOOMY, now)


def test_going_back_leads_through_what_read_before(audited: Unit, make: Make, now: datetime) -> None:
    for name in (GLOOMY, CURT):
        make(name)
        _promote(name, now)
    for expected in (GLOOMY, SHIPPED):
        with unit_of_work():
            service.roll_back(actor="chen", now=now)
        assert queries.name_in_force() == expected
    assert _valid() == [True, False]
    with pytest.raises(service.NothingToGoBackTo), unit_of_work():
        service.roll_back(actor="chen", now=now)
    assert list_entries(subject_kind="model")[0].action == "model.rollback"


def test_going_back_passes_over_what_this_version_cannot_read(audited: Unit, make: Make, now: datetime) -> None:
    folders = []
    for name in (GLOOMY, CURT):
        folders.append(make(name))
        _promote(name, now)
    for folder in folders:
        manifest = (folder.path / "manifest.json").read_text(encoding="utf-8")
        (folder.path / "manifest.json").write_text(manifest.replace('"format": 3', '"format": 2'), encoding="utf-8")
    with unit_of_work():
        service.roll_back(actor="chen", now=now)
    assert queries.name_in_force() == SHIPPED
    with pytest.raises(service.NothingToGoBackTo), unit_of_work():
        service.roll_back(actor="chen", now=now)


def test_a_model_changed_after_its_promotion_does_not_read(audited: Unit, make: Make, now: datetime) -> None:
    folder = make(GLOOMY)
    _promote(GLOOMY, now)
    weights = folder.path / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    engine._model.cache_clear()
    with pytest.raises(engine.EngineUnusable):
        engine.load_engine(load_units())
    make(CURT)
    for part in ("weights.npz", "manifest.json"):
        (folder.path / part).write_bytes((get_folder(CURT).path / part).read_bytes())
    with pytest.raises(engine.EngineUnusable, match="promoted"):
        engine.load_engine(load_units())


@pytest.mark.parametrize("name", ["c" * 12, "../models", "", "SHIPPED"])
def test_a_model_that_is_not_there_is_not_found(context: None, name: str) -> None:
    with pytest.raises(NotFound):
        get_folder(name)


def test_a_folder_without_a_manifest_is_damaged(make: Make) -> None:
    folder = make(GLOOMY)
    (folder.path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelDamaged):
        get_folder(GLOOMY)


def test_a_model_of_the_same_labels_is_kept_once_and_replaces_only_what_cannot_be_read(make: Make) -> None:
    first = make(GLOOMY)
    written = (first.path / "weights.npz").stat().st_mtime_ns
    assert make(GLOOMY).sha256 == first.sha256
    assert (first.path / "weights.npz").stat().st_mtime_ns == written
    assert find_usable(first.manifest["data"]) == first
    (first.path / "weights.npz").write_bytes(b"damaged")
    assert find_usable(first.manifest["data"]) is None
    make(GLOOMY).load()
    assert list_names() == [SHIPPED, GLOOMY]


def test_of_models_of_the_same_labels_the_newest_is_found_and_of_others_none(make: Make) -> None:
    older, newer = make(GLOOMY), make(CURT)
    os.utime(older.path, (1, 1))
    assert find_usable(newer.manifest["data"]) == newer
    assert find_usable("e" * 64) is None
