"""Pages of phone samples, and the address to which a polling firm's machine brings them."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask import Response as Page
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.file import FileField
from wtforms.fields import SelectChoice

from feedback_app import clock
from feedback_app.accounts.access import by_key, current_principal, requires
from feedback_app.accounts.permissions import ApiScope, Permission
from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign, list_taking_campaigns, list_targets
from feedback_app.channels.phone import lookups, queries, service
from feedback_app.channels.phone.dispositions import disposition_of
from feedback_app.channels.phone.forms import UploadForm
from feedback_app.channels.phone.models import PhoneBatch
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.gateways.downloads import TableFormat, attachment, send_table
from feedback_app.gateways.spreadsheets import Cell, ProblemGroup, RowsRefused, Sheet, csv_chunks, group_problems
from feedback_app.paging import asked_page

blueprint = Blueprint("phone", __name__, template_folder="templates")

PAGE_SIZE = 50
GROUPS_SHOWN = 100
API_PROBLEMS = 1000
RUNS_OF_A_GROUP = 100


@blueprint.get("/phone")
@requires(Permission.UPLOAD_PHONE_SAMPLES, Permission.READ_PHONE_SAMPLES)
def index() -> ResponseReturnValue:
    firm = service.firm_of(current_principal())
    page = asked_page(queries.count_batches(firm=firm), size=PAGE_SIZE)
    return render_template(
        "phone/index.html",
        batches=queries.list_batches(firm=firm, page=page.number, page_size=PAGE_SIZE),
        page=page,
        campaigns=list_taking_campaigns(Channel.PHONE, now=clock.now()),
    )


@blueprint.route("/phone/upload", methods=["GET", "POST"])
@requires(Permission.UPLOAD_PHONE_SAMPLES)
def upload() -> ResponseReturnValue:
    form, firm = UploadForm(), service.require_firm(current_principal())
    taking = list_taking_campaigns(Channel.PHONE, now=clock.now())
    form.campaign.choices = [SelectChoice(each.code, f"{each.title}（{each.code}）") for each in taking]
    if not form.validate_on_submit():
        return render_template("phone/upload.html", form=form), 400 if form.errors else 200
    try:
        campaign = get_campaign(form.campaign.data)
        checked = service.check_file(
            _incoming(form.file, form.numbering.data), campaign, now=clock.now(), today=_today()
        )
        with unit_of_work():
            kept = service.keep_upload(checked, campaign, firm=firm, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return render_template("phone/upload.html", form=form), refusal.status
    return redirect(url_for("phone.report", upload_id=kept.id), 303)


def _today() -> date:
    return clock.today(settings().timezone)


def _incoming(file: FileField, numbering: str) -> service.IncomingFile:
    return service.IncomingFile(source=file.data.read(), name=file.data.filename or "", numbering=numbering)


@blueprint.get("/phone/uploads/<uuid:upload_id>")
@requires(Permission.UPLOAD_PHONE_SAMPLES)
def report(upload_id: UUID) -> ResponseReturnValue:
    kept = queries.get_upload(upload_id, firm=service.firm_of(current_principal()))
    return render_template(
        "phone/report.html",
        upload=kept,
        groups=group_problems(kept.problems),
        shown=GROUPS_SHOWN,
        rates=service.rates_of(kept.outcomes),
        disposition_of=disposition_of,
        classes=lookups.CLASS_LABELS,
    )


@blueprint.get("/phone/uploads/<uuid:upload_id>/problems.csv")
@requires(Permission.UPLOAD_PHONE_SAMPLES)
def problems(upload_id: UUID) -> ResponseReturnValue:
    kept = queries.get_upload(upload_id, firm=service.firm_of(current_principal()))
    rows = ((found["line"], found["column"], found["value"], found["reason"]) for found in kept.problems)
    return _csv((_("行号"), _("列名"), _("内容"), _("原因")), rows, "phone-problems.csv")


@blueprint.post("/phone/uploads/<uuid:upload_id>/accept")
@requires(Permission.UPLOAD_PHONE_SAMPLES)
def accept(upload_id: UUID) -> ResponseReturnValue:
    who = current_principal()
    with unit_of_work():
        kept = queries.get_upload(upload_id, firm=service.firm_of(who))
        batch = service.accept_upload(kept, actor=who.name, now=clock.now(), today=_today())
    flash(
        _("已接收，共 %(cases)s 个个案，其中成功访问 %(completes)s 个。", cases=batch.cases, completes=batch.completes),
        "done",
    )
    return redirect(url_for("phone.batch", batch_id=batch.id), 303)


@blueprint.post("/phone/uploads/<uuid:upload_id>/discard")
@requires(Permission.UPLOAD_PHONE_SAMPLES)
def discard(upload_id: UUID) -> ResponseReturnValue:
    with unit_of_work():
        service.discard_upload(queries.get_upload(upload_id, firm=service.firm_of(current_principal())))
    flash(_("没有接收这个文件，可以更正后重新上传。"), "done")
    return redirect(url_for("phone.upload"), 303)


@blueprint.get("/phone/batches/<int:batch_id>")
@requires(Permission.UPLOAD_PHONE_SAMPLES, Permission.READ_PHONE_SAMPLES)
def batch(batch_id: int) -> ResponseReturnValue:
    found = queries.get_batch(batch_id, firm=service.firm_of(current_principal()))
    return render_template(
        "phone/batch.html",
        batch=found,
        rates=service.rates_of(found.outcomes),
        disposition_of=disposition_of,
        classes=lookups.CLASS_LABELS,
        interviewers=queries.list_interviewers(found),
    )


@blueprint.get("/phone/templates/<code>.<any(csv, xlsx):form>")
@requires(Permission.UPLOAD_PHONE_SAMPLES, Permission.READ_PHONE_SAMPLES)
def template(code: str, form: str) -> ResponseReturnValue:
    campaign = get_campaign(code)
    layout = service.layout_of(campaign, today=_today())
    units = {target.unit.code: target.unit.name for target in list_targets(campaign)}
    sheet = Sheet(name=_("可填的值"), headers=lookups.headers(), rows=lookups.list_values(layout, units))
    headers = [column.title for column in layout.columns()]
    return send_table(_("电话样本-%(campaign)s", campaign=code), TableFormat(form), headers, (), more=[sheet])


def _csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Page:
    page = Page(csv_chunks(headers, rows), mimetype="text/csv")
    page.headers["Content-Disposition"] = attachment(name)
    return page


@blueprint.post("/api/phone-samples")
@by_key(ApiScope.UPLOAD_PHONE_SAMPLES)
def take_sample() -> ResponseReturnValue:
    """Take a file by machine: multipart with ``file`` and ``campaign``, or a CSV body with ``?campaign=&name=``."""
    who, given = current_principal(), request.values
    sent = request.files.get("file")
    file = service.IncomingFile(
        source=sent.read() if sent else request.get_data(),
        name=(sent.filename if sent else given.get("name")) or "upload.csv",
        numbering=given.get("numbering", ""),
    )
    now, today, firm = clock.now(), _today(), service.require_firm(who)
    try:
        campaign = get_campaign(given.get("campaign", ""))
        checked = service.require_no_problems(service.check_file(file, campaign, now=now, today=today))
        with unit_of_work():
            batch = service.accept(checked, campaign, firm=firm, actor=who.name, now=now, today=today)
    except RowsRefused as refusal:
        listed = [found.as_record() for found in refusal.problems][:API_PROBLEMS]
        return _refused(refusal, groups=[_group_as_json(one) for one in refusal.problems.groups()], problems=listed)
    except service.FileAlreadyAccepted as refusal:
        return _refused(refusal, batch=refusal.data["batch"])
    return jsonify(_batch_as_json(batch)), 201


def _refused(refusal: Refusal, **facts: object) -> ResponseReturnValue:
    return jsonify(error=type(refusal).__name__, message=refusal.explain(), **facts), refusal.status


def _group_as_json(group: ProblemGroup) -> dict[str, object]:
    lines = group.runs[:RUNS_OF_A_GROUP]
    return {
        "column": group.column,
        "reason": group.reason,
        "count": group.count,
        "lines": lines,
        "values": group.values,
    }


def _batch_as_json(batch: PhoneBatch) -> dict[str, object]:
    return {
        "batch": batch.id,
        "campaign": batch.campaign.code,
        "cases": batch.cases,
        "completes": batch.completes,
        "ignored": batch.ignored,
        "outcomes": batch.outcomes,
        "rates": batch.rates,
    }
