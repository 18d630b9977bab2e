"""Pages of totals: the board, a unit with its score tree, anonymous records, exports; and the ledger."""

from collections.abc import Sequence, Set
from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.accounts.service import Principal
from feedback_app.campaigns.forms import CHANNEL_LABELS
from feedback_app.campaigns.items import ItemWords
from feedback_app.channels.phone.lookups import WEIGHTING_LABELS
from feedback_app.channels.phone.queries import list_weighting_facts
from feedback_app.channels.reverse.queries import name_groups
from feedback_app.dashboards import ledger_facts, ledger_words, queries
from feedback_app.dashboards.diagnosis import diagnose
from feedback_app.dashboards.drawings import axis_around
from feedback_app.dashboards.reading import ShownLine, read_lines, scored_items
from feedback_app.directory.labels import CATEGORIES
from feedback_app.directory.models import Unit
from feedback_app.directory.queries import get_unit
from feedback_app.errors import NotFound
from feedback_app.gateways.downloads import TableFormat, send_table
from feedback_app.integrity.forms import STANDING_LABELS
from feedback_app.ledger import queries as ledger_queries
from feedback_app.localisation import chosen_language
from feedback_app.paging import asked_page
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period, list_periods
from feedback_app.periods.views import STATE_LABELS
from feedback_app.responses.models import Standing
from feedback_app.scoring import queries as scoring
from feedback_app.scoring import tables
from feedback_app.scoring.models import ScoreRun, UnitScore
from feedback_app.scoring.outdated import is_outdated
from feedback_app.scoring.outline import spoken
from surveys.estimation.suppression import may_show_comments

blueprint = Blueprint("dashboards", __name__, template_folder="templates")
PAGE_SIZE = 50
_READERS = (Permission.READ_SCORES, Permission.READ_OWN_SCORES)


def _may_see(who: Principal, period: Period) -> bool:
    """Departments see totals when they are published: live figures would be a game to play."""
    return who.may(Permission.READ_SCORES) or period.state is PeriodState.PUBLISHED


@blueprint.get("/board", defaults={"period": None})
@blueprint.get("/board/<period>")
@requires(*_READERS)
def board(period: str | None) -> ResponseReturnValue:
    who, every = current_principal(), list_periods()
    periods = [one for one in every if _may_see(who, one)]
    asked = period or request.args.get("period")
    chosen = _choose(periods, asked, known={one.code for one in every})
    run = scoring.find_run(chosen) if chosen else None
    scores = list(scoring.list_scores(run)) if run else []
    categories = {code: CATEGORIES[code] for code in CATEGORIES if any(s.category == code for s in scores)}
    category = next((code for code in categories if code == request.args.get("category")), "")
    shown = tables.by_tier(scores, category=category)
    return render_template(
        "dashboards/board.html",
        periods=periods,
        waiting=[one for one in every if one not in periods],
        period=chosen,
        states=STATE_LABELS,
        run=run,
        is_outdated=chosen and run and who.may(Permission.MANAGE_SCORING) and is_outdated(chosen, run, scores),
        scheme_title=spoken(scoring.scheme_of(run.scheme).title) if run else "",
        tiers=[(tier, list(members)) for tier, members in groupby(shown, key=lambda placed: placed.tier)],
        total=len(scores),
        categories=categories,
        category=category,
        axis=axis_around(value for one in shown for value in (one.score.low, one.score.high, _points(one.score))),
        counts=_counts(chosen, run) if chosen and run else {},
    )


def _choose(periods: Sequence[Period], asked: str | None, *, known: Set[str]) -> Period | None:
    """Return the period asked for; else one with totals, the open one first; None where there is nothing to see yet."""
    if asked:
        chosen = next((one for one in periods if one.code == asked), None)
        if chosen is None and asked not in known:
            raise NotFound(kind="period", key=asked)
        return chosen
    scored = sorted(
        (one for one in periods if scoring.find_run(one)), key=lambda one: one.state is not PeriodState.OPEN
    )
    return next(iter(scored or periods), None)


def _points(score: UnitScore) -> float | None:
    return None if score.total is None else float(score.total)


def _counts(period: Period, run: ScoreRun) -> dict[str, int]:
    """Return how many ratings on what the run's scheme scores stand, and how many are set aside."""
    scored = scored_items(scoring.scheme_of(run.scheme))
    found = queries.count_standings(period, scored, ratings_only=True)
    standing = sum(n for (_channel, standing), n in found.items() if standing is Standing.VALID)
    return {"standing": standing, "set_aside": sum(found.values()) - standing}


def _get_run(code: str) -> tuple[Period, ScoreRun]:
    period = get_period(code)
    run = scoring.find_run(period)
    if run is None or not _may_see(current_principal(), period):
        raise NotFound(kind="score run", key=code)
    return period, run


def _get_score(code: str, unit_code: str) -> tuple[Period, ScoreRun, UnitScore]:
    """Return a unit's score; a department reads only its own tree."""
    period, run = _get_run(code)
    who, unit = current_principal(), get_unit(unit_code)
    if not who.may(Permission.READ_SCORES) and who.unit_id != unit.id:
        abort(403)
    score = scoring.find_score(run, unit)
    if score is None:
        raise NotFound(kind="score", key=unit_code)
    return period, run, score


@blueprint.get("/board/<period>/units/<unit>")
@requires(*_READERS)
def unit(period: str, unit: str) -> ResponseReturnValue:
    chosen, run, score = _get_score(period, unit)
    scheme = scoring.scheme_of(run.scheme)
    items = ItemWords(chosen, chosen_language())
    lines, may_score = read_lines(score, scheme, items), current_principal().may(Permission.MANAGE_SCORING)
    return render_template(
        "dashboards/unit.html",
        period=chosen,
        states=STATE_LABELS,
        run=run,
        score=score,
        is_outdated=may_score and is_outdated(chosen, run, scoring.list_scores(run)),
        lines=lines,
        axis=axis_around(value for line in lines for value in (line.low, line.high, line.score)),
        assessment=score.assessment,
        unused_weights=[WEIGHTING_LABELS[fact] for fact in list_weighting_facts(chosen, score.unit)],
        diagnosis=diagnose(score, scheme),
        categories=CATEGORIES,
        channels=CHANNEL_LABELS,
        items=items,
        groups=name_groups(chosen),
        standings=queries.count_standings(chosen, scored_items(scheme), score.unit),
    )


@blueprint.get("/board/<period>/units/<unit>/<channel>")
@requires(*_READERS)
def records(period: str, unit: str, channel: str) -> ResponseReturnValue:
    chosen, run, score = _get_score(period, unit)
    scheme = scoring.scheme_of(run.scheme)
    items = ItemWords(chosen, chosen_language())
    line = next((one for one in read_lines(score, scheme, items) if one.channel == channel), None)
    if line is None:
        raise NotFound(kind="channel", key=channel)
    return render_template("dashboards/records.html", items=items, **_records_page(chosen, score.unit, line))


def _records_page(period: Period, unit: Unit, line: ShownLine) -> dict[str, object]:
    assert line.channel is not None
    heard = queries.Heard(period=period, unit=unit, channel=line.channel, items=line.items)
    of_line = {line.channel: line.items}
    counts = queries.count_standings(period, of_line, unit)
    ratings = queries.count_standings(period, of_line, unit, ratings_only=True)
    page = asked_page(queries.count_records(heard) if line.may_list_records else 0, size=PAGE_SIZE)
    found = queries.list_records(heard, page=page.number, page_size=PAGE_SIZE) if line.may_list_records else []
    return {
        "period": period,
        "unit": unit,
        "line": line,
        "found": found,
        "shows_words": may_show_comments(queries.count_words(heard)),
        "words_of": queries.words_of,
        "counts": {standing: counts.get((line.channel, standing), 0) for standing in Standing},
        "ratings": ratings.get((line.channel, Standing.VALID), 0),
        "standings": STANDING_LABELS,
        "page": page,
    }


@blueprint.get("/board/<period>/<any(totals, lines):table>.<any(csv, xlsx):form>")
@requires(Permission.READ_SCORES)
def export(period: str, table: str, form: str) -> ResponseReturnValue:
    chosen, run = _get_run(period)
    sheet = tables.sheet_of(tables.ScoreTable(table), run, scoring.list_scores(run))
    return send_table(f"{sheet.name}-{chosen.code}", TableFormat(form), sheet.headers, sheet.rows, sheet=sheet.name)


@blueprint.get("/ledger")
@requires(Permission.READ_LEDGER)
def ledger() -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    page = asked_page(ledger_queries.count_entries(subject_kind=kind), size=PAGE_SIZE)
    entries = ledger_queries.list_entries(subject_kind=kind, page=page.number, page_size=PAGE_SIZE)
    return render_template(
        "dashboards/ledger.html",
        entries=entries,
        actions=ledger_words.ACTIONS,
        subjects=ledger_words.SUBJECTS,
        subject_of=ledger_facts.subject_of,
        list_facts=ledger_facts.list_facts,
        units=queries.name_units(number for entry in entries for number in ledger_facts.unit_numbers(entry.detail)),
        kinds=ledger_queries.list_subject_kinds(),
        kind=kind,
        page=page,
    )
