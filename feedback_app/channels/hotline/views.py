"""Pages of the hotline's files: upload, understand the columns, watch the import, see what came of it."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import get_campaign, list_taking_campaigns
from feedback_app.channels.hotline import pages, queries, service
from feedback_app.channels.hotline.columns import FIELD_LABELS
from feedback_app.channels.hotline.forms import PROBLEM_LABELS, MappingForm, UploadForm
from feedback_app.channels.hotline.models import HotlineFile
from feedback_app.channels.hotline.review_views import register_review
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound, Refusal
from feedback_app.gateways.spreadsheets import csv_chunks
from feedback_app.jobs import service as jobs
from feedback_app.paging import asked_page
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period, list_periods

blueprint = Blueprint("hotline", __name__, url_prefix="/hotline", template_folder="templates")
register_review(blueprint)
GROUPS_SHOWN = 100
_NEW_IN = "period:"


@blueprint.get("")
@requires(Permission.IMPORT_HOTLINE)
def index() -> ResponseReturnValue:
    return _index(UploadForm())


def _index(form: UploadForm) -> str:
    page = asked_page(queries.count_files(), size=queries.PAGE_SIZE)
    return render_template(
        "hotline/index.html",
        form=form,
        files=queries.list_files(page=page.number),
        page=page,
    )


@blueprint.post("")
@requires(Permission.IMPORT_HOTLINE)
def upload() -> ResponseReturnValue:
    form, now = UploadForm(), clock.now()
    if not form.validate():
        return _index(form), 422
    try:
        received = service.receive(form.file.data.stream, form.file.data.filename or "upload", now=now)
        with unit_of_work():
            file = service.register(received, actor=current_principal().name, now=now)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _index(form), refusal.status
    return redirect(url_for("hotline.show", file_id=file.id))


@blueprint.get("/files/<int:file_id>")
@requires(Permission.IMPORT_HOTLINE)
def show(file_id: int) -> ResponseReturnValue:
    file = queries.get_file(file_id)
    if file.job is None:
        return _mapping_page(file, _offered(MappingForm(data=file.mapping), file))
    summary = queries.summarise(file)
    return render_template(
        "hotline/show.html",
        file=file,
        job=file.job,
        summary=summary,
        levels=pages.level_lines(summary),
        reasons=pages.reason_lines(summary),
        themes=pages.theme_lines(summary),
        reason_label=pages.reason_label,
        fields=FIELD_LABELS,
        problems=pages.problems_by_kind(file, summary.problems),
        groups_shown=GROUPS_SHOWN,
    )


def _mapping_page(file: HotlineFile, form: MappingForm) -> str:
    return render_template("hotline/map.html", file=file, form=form, sample=service.list_sample(file))


def _offered(form: MappingForm, file: HotlineFile) -> MappingForm:
    campaigns = list_taking_campaigns(Channel.HOTLINE, now=clock.now())
    served = {campaign.period_id for campaign in campaigns}
    new = [p for p in list_periods() if p.state is PeriodState.OPEN and p.id not in served]
    choices = [(campaign.code, f"{campaign.title}（{campaign.code}）") for campaign in campaigns]
    form.offer(file.headers, [*choices, *((f"{_NEW_IN}{p.code}", _("为“%(p)s”新建", p=p.name)) for p in new)])
    return form


@blueprint.post("/files/<int:file_id>/start")
@requires(Permission.IMPORT_HOTLINE)
def start(file_id: int) -> ResponseReturnValue:
    form, file = MappingForm(), queries.get_file(file_id)
    now, today, actor = clock.now(), clock.today(settings().timezone), current_principal().name
    if not _offered(form, file).validate():
        return _mapping_page(file, form), 422
    try:
        with unit_of_work():
            campaign = _chosen_campaign(form.campaign.data, actor)
            file = queries.get_file(file_id)
            service.start_import(file, form.mapping(), campaign, actor=actor, now=now, today=today)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _mapping_page(queries.get_file(file_id), form), refusal.status
    return redirect(url_for("hotline.show", file_id=file_id))


def _chosen_campaign(choice: str, actor: str) -> Campaign:
    if not choice.startswith(_NEW_IN):
        return get_campaign(choice)
    period = get_period(choice.removeprefix(_NEW_IN))
    return service.choose_campaign(period, actor=actor, now=clock.now())


@blueprint.post("/files/<int:file_id>/<any(pause, resume):what>")
@requires(Permission.IMPORT_HOTLINE)
def steer(file_id: int, what: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            job = queries.get_file(file_id).job
            if job is None:
                raise NotFound(kind="job of a hotline file", key=file_id)
            (jobs.pause if what == "pause" else jobs.resume)(job)
    except jobs.JobNotPausable as refusal:
        flash(refusal.explain(), "error")
    return redirect(url_for("hotline.show", file_id=file_id))


@blueprint.get("/files/<int:file_id>/problems.csv")
@requires(Permission.IMPORT_HOTLINE)
def problems(file_id: int) -> ResponseReturnValue:
    file = queries.get_file(file_id)
    headers = (_("行号"), _("列名"), _("原因"), _("处理"))
    rows = [(p.line, p.column, p.reason, str(PROBLEM_LABELS[p.kind])) for p in queries.list_problems(file)]
    chunks: Iterator[bytes] = csv_chunks(headers, rows)
    disposition = f"attachment; filename=hotline-{file.id}-problems.csv"
    return Response(chunks, mimetype="text/csv", headers={"Content-Disposition": disposition})
