"""Pages of hot issues: look for them, read them, and put them in order."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound, Refusal
from feedback_app.jobs.models import Job, JobState
from feedback_app.themes import queries, service
from feedback_app.themes.finding import SpanEmpty, SpanUncovered, ask_for_issues, read_issues, today, window_of
from feedback_app.themes.forms import CHANGE_LABELS, SCALE_LABELS, ChangeForm, FindForm
from feedback_app.themes.models import Change, IssueBoard, Scale
from feedback_app.themes.reading import members_of, shares_of

blueprint = Blueprint("themes", __name__, url_prefix="/issues", template_folder="templates")
MOST_LISTED = 200
_SCALES = "any(day, week, month)"


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.REVIEW_EVALUATIONS)
def index() -> ResponseReturnValue:
    form = FindForm()
    if form.validate_on_submit():
        actor, now = current_principal().name, clock.now()
        try:
            with unit_of_work():
                job = ask_for_issues(Scale(form.scale.data), form.last_on.data, actor=actor, now=now)
        except (SpanUncovered, SpanEmpty) as refusal:
            form.last_on.errors = [refusal.explain()]
        else:
            return redirect(url_for("jobs.show", job_id=job.id))
    if not form.is_submitted():
        form.last_on.data = queries.find_last_day(today())
    page = render_template("themes/index.html", form=form, boards=queries.list_boards(), scales=SCALE_LABELS)
    return page, 422 if form.is_submitted() else 200


def address_of_board(job: Job) -> str:
    """Return where the board that a job has found is seen; until it has, where one is asked for."""
    if job.state is not JobState.DONE:
        return url_for("themes.index")
    return url_for("themes.board", scale=job.payload["scale"], day=job.payload["last_on"])


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as flaw:
        raise NotFound(kind="day", key=written) from flaw


def _board(scale: str, day: str) -> IssueBoard:
    return queries.get_board(Scale(scale), _day(day))


@blueprint.get(f"/<{_SCALES}:scale>/<day>")
@requires(Permission.REVIEW_EVALUATIONS)
def board(scale: str, day: str) -> ResponseReturnValue:
    found = _board(scale, day)
    issues = {issue.key: issue for issue in read_issues(found.issues)}
    shares = shares_of(found.lines)
    wanted = {int(number) for line in found.lines for number in line["exemplars"]}
    wanted |= {int(number) for pair in found.repeats["latest"] for number in pair}
    return render_template(
        "themes/board.html",
        board=found,
        shares=shares,
        issues=issues,
        window=window_of(found.scale, found.last_on),
        records={str(record.id): record for record in queries.list_by_id(wanted)},
        scales=SCALE_LABELS,
        changes=CHANGE_LABELS,
        form=ChangeForm(formdata=None, data={"version": found.id}),
        found=Change.FOUND,
    )


@blueprint.get(f"/<{_SCALES}:scale>/<day>/<key>")
@requires(Permission.REVIEW_EVALUATIONS)
def issue(scale: str, day: str, key: str) -> ResponseReturnValue:
    found = _board(scale, day)
    issues = {one.key: one for one in read_issues(found.issues)}
    if key not in issues:
        raise NotFound(kind="issue", key=key)
    lines = {line["key"]: line for line in found.lines}
    members = members_of(issues[key], window_of(found.scale, found.last_on))
    return render_template(
        "themes/issue.html",
        board=found,
        issue=issues[key],
        line=lines.get(key),
        lines=lines,
        window=window_of(found.scale, found.last_on),
        members=members,
        most=MOST_LISTED,
        others=[issues[other] for other in lines if other != key],
        scales=SCALE_LABELS,
        form=ChangeForm(formdata=None, data={"version": found.id, "called": issues[key].name}),
    )


def _changed(scale: str, day: str, change: Callable[[IssueBoard, str], IssueBoard], sentence: str) -> None:
    """Make a change to the board as the person saw it, and say what came of it."""
    form, actor = ChangeForm(), current_principal().name
    try:
        with unit_of_work():
            seen = _board(scale, day)
            if str(seen.id) != form.version.data:
                raise service.BoardChanged
            change(seen, actor)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
    else:
        flash(sentence, "done")


@blueprint.post(f"/<{_SCALES}:scale>/<day>/<key>/<any(name, merge, split):what>")
@requires(Permission.REVIEW_EVALUATIONS)
def change(scale: str, day: str, key: str, what: str) -> ResponseReturnValue:
    called, chosen, now = request.form.get("called", ""), request.form.getlist("chosen"), clock.now()
    uses: dict[str, Callable[[IssueBoard, str], IssueBoard]] = {
        "name": lambda seen, actor: service.name(seen, key, called, actor=actor, now=now),
        "merge": lambda seen, actor: service.merge(seen, key, chosen, actor=actor, now=now),
        "split": lambda seen, actor: service.split(seen, key, chosen, called, actor=actor, now=now),
    }
    _changed(scale, day, uses[what], _("已改动，可以在热点清单上撤销。"))
    return redirect(url_for("themes.issue", scale=scale, day=day, key=key))


@blueprint.post(f"/<{_SCALES}:scale>/<day>/undo")
@requires(Permission.REVIEW_EVALUATIONS)
def undo(scale: str, day: str) -> ResponseReturnValue:
    now = clock.now()
    _changed(scale, day, lambda seen, actor: service.undo(seen, actor=actor, now=now), _("已撤销上一次改动。"))
    return redirect(url_for("themes.board", scale=scale, day=day))
