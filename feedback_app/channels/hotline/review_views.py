"""Pages of review: one record a page, decided by a key; every record can be found, decided, and undecided again."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.channels.hotline import learning, pages, queries
from feedback_app.channels.hotline import review as service
from feedback_app.channels.hotline.audits import second_reading
from feedback_app.channels.hotline.forms import (
    ANSWER_KEYS,
    ASPECT_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    URGENCY_LABELS,
    DecisionForm,
)
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.queries import Wanted
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.paging import asked_page
from nlp.level import LEVELS, verdict_of

USEFUL = "useful"
MOST_SKIPPED, MOST_DIGITS = 300, 9
"""An address has its length; who skips more than this meets the earliest of them again before the queue's end."""


@requires(Permission.REVIEW_EVALUATIONS)
def review() -> ResponseReturnValue:
    place = _place()
    wanted = Wanted(words=place["q"] or "", state=ReviewState.WAITING)
    waiting = queries.count_records(wanted)
    record = _next_record(wanted, pick=place["pick"])
    if record is None:
        return render_template("hotline/nothing.html", waiting=waiting, place=place, last=_last())
    return _page(record, DecisionForm(formdata=None, data={"queue": "yes"}), waiting=waiting)


def _place() -> dict[str, Any]:
    """Return where in the queue this person is, as addresses carry it: words filtered by, order, records skipped."""
    words, pick = request.args.get("q", "").strip(), request.args.get("pick")
    return {"q": words or None, "pick": pick or None, "skipped": _written(_skipped())}


def _skipped() -> list[int]:
    """Return the records that this person skipped since the start of the queue."""
    given = dict.fromkeys(request.args.get("skipped", "").split("-"))
    return [int(number) for number in given if number.isdecimal() and len(number) <= MOST_DIGITS][-MOST_SKIPPED:]


def _written(skipped: Sequence[int]) -> str | None:
    return "-".join(map(str, skipped[-MOST_SKIPPED:])) or None


def _last() -> pages.LastDecision | None:
    """Return what this person just decided, as long as it stands."""
    last_id = request.args.get("undo", type=int)
    record = queries.find_decided(last_id) if last_id else None
    return pages.last_decision(record) if record else None


def _next_record(wanted: Wanted, *, pick: str | None) -> HotlineRecord | None:
    """Return the record to decide: one asked for, else the next of the most useful, else the next of the queue."""
    at = request.args.get("at", type=int)
    if at is not None:
        return queries.get_record(at)
    find_next = learning.find_next_useful if pick == USEFUL else queries.find_next_waiting
    return find_next(wanted, skipped=_skipped())


def _page(record: HotlineRecord, form: DecisionForm, *, waiting: int | None = None) -> str:
    book, marks = queries.load_units(), record.extraction
    is_decided, suggested = record.review_state is ReviewState.DECIDED, pages.suggested_units(record, book)
    return render_template(
        "hotline/record.html",
        record=record,
        form=form,
        waiting=waiting,
        place=_place(),
        place_behind=_place() | {"skipped": _written([*_skipped(), record.id])},
        last=_last(),
        agreement=second_reading.agreement_of(current_principal().name) if waiting is not None else None,
        second=second_reading.find_second_reading(record) if is_decided else None,
        passages=pages.passages(record.text, marks["span"], marks["body_span"], marks.get("asides", ())),
        has_asides=bool(marks.get("asides")),
        units=book.units,
        unit_names={unit.id: unit.name for unit in book.units},
        suggested=suggested,
        suggested_answer=pages.suggested_answer(record),
        may_accept=pages.may_accept(record, suggested),
        waits_because=pages.waits_because(record),
        verdicts={f"level-{level}": verdict_of(level) for level in LEVELS},
        reasons={f"not-{reason}": label for reason, label in REASON_LABELS.items()},
        keys=ANSWER_KEYS,
        states=STATE_LABELS,
        aspects=ASPECT_LABELS,
        urgencies=URGENCY_LABELS,
    )


@requires(Permission.REVIEW_EVALUATIONS)
def records() -> ResponseReturnValue:
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()
    wanted = Wanted(
        file_id=request.args.get("file", type=int),
        state=ReviewState(state) if state in set(ReviewState) else None,
        words=words,
    )
    total = queries.count_records(wanted)
    page = asked_page(total, size=queries.PAGE_SIZE)
    return render_template(
        "hotline/records.html",
        found=queries.list_records(wanted, page=page.number),
        wanted=wanted,
        total=total,
        page=page,
        states=STATE_LABELS,
        reasons=REASON_LABELS,
        verdict_of=verdict_of,
    )


@requires(Permission.REVIEW_EVALUATIONS)
def record(record_id: int) -> ResponseReturnValue:
    return _page(queries.get_record(record_id), DecisionForm())


@requires(Permission.REVIEW_EVALUATIONS)
def decide(record_id: int) -> ResponseReturnValue:
    form = DecisionForm()
    try:
        with unit_of_work():
            _decide(record_id, form)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _page(queries.get_record(record_id), form), refusal.status
    if form.queue.data != "yes":
        flash(_("已判定，需要时可以撤销。"), "done")
        return redirect(url_for("hotline.record", record_id=record_id))
    return redirect(url_for("hotline.review", undo=record_id, **_place()))


def _decide(record_id: int, form: DecisionForm) -> None:
    if not form.validate():
        raise service.UnitUnclear(called=(form.called.data or "")[:40])
    is_level = (form.answer.data or "").startswith("level-")
    unit_id = service.resolve_unit(queries.load_units(), form.unit_called()) if is_level else None
    service.decide(record_id, form.decision(unit_id), actor=current_principal().name, now=clock.now())


@requires(Permission.REVIEW_EVALUATIONS)
def undo(record_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.undo(record_id, actor=current_principal().name, now=clock.now())
    flash(_("已撤销，这条记录恢复到判定之前。"), "done")
    if request.form.get("queue") == "yes":
        return redirect(url_for("hotline.review", at=record_id, **_place()))
    return redirect(url_for("hotline.record", record_id=record_id))


def register_review(blueprint: Blueprint) -> None:
    """Give the hotline's blueprint its review pages."""
    blueprint.add_url_rule("/review", "review", review)
    blueprint.add_url_rule("/records", "records", records)
    blueprint.add_url_rule("/records/<int:record_id>", "record", record)
    blueprint.add_url_rule("/records/<int:record_id>/decide", "decide", decide, methods=["POST"])
    blueprint.add_url_rule("/records/<int:record_id>/undo", "undo", undo, methods=["POST"])
