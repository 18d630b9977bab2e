"""Pages of the directory's files: upload, preview, confirm, the sheet of problems, and the export.

Apart from ``views`` because a file travels through four pages of its own; both serve one blueprint.
"""

from pathlib import Path

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.directory import files, imports, queries
from feedback_app.directory.files import DirectoryTable
from feedback_app.directory.forms import ConfirmForm, UploadForm
from feedback_app.directory.views import blueprint as blueprint
from feedback_app.errors import Refusal
from feedback_app.gateways.downloads import TableFormat, send_table
from feedback_app.gateways.spreadsheets import RowsRefused
from feedback_app.gateways.uploads import UploadGone, discard_upload, get_upload, keep_upload

MOST_SHOWN = 200


def _folder() -> Path:
    return settings().instance / "uploads" / "directory"


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.EDIT_DIRECTORY)
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        given = form.file.data
        kept = keep_upload(_folder(), given.stream, given.filename or "", now=clock.now())
        return redirect(url_for("directory.preview", token=kept.token))
    columns = {table: files.COLUMNS[table] for table in DirectoryTable}
    return render_template("directory/import.html", form=form, columns=columns)


@blueprint.get("/import/<token>")
@requires(Permission.EDIT_DIRECTORY)
def preview(token: str) -> ResponseReturnValue:
    try:
        kept = get_upload(_folder(), token)
        prepared = imports.prepare_import(kept.path, kept.name)
    except RowsRefused as refused:
        groups = refused.problems.groups()
        page = render_template("directory/problems.html", refused=refused, groups=groups, most=MOST_SHOWN, kept=kept)
        return page, refused.status
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        discard_upload(_folder(), token)
        return redirect(url_for("directory.upload"))
    form = ConfirmForm(data=prepared.counts)
    return render_template("directory/preview.html", prepared=prepared, form=form, kept=kept, most=MOST_SHOWN)


@blueprint.post("/import/<token>")
@requires(Permission.EDIT_DIRECTORY)
def confirm(token: str) -> ResponseReturnValue:
    form, kept = ConfirmForm(), get_upload(_folder(), token)
    if not form.validate():
        return redirect(url_for("directory.preview", token=token))
    try:
        with unit_of_work():
            done = imports.import_file(
                kept.path, kept.name, actor=current_principal().name, now=clock.now(), expected=form.counts()
            )
    except (imports.DirectoryChangedMeanwhile, RowsRefused) as refusal:
        flash(refusal.explain(), "error")
        return redirect(url_for("directory.preview", token=token))
    discard_upload(_folder(), token)
    flash(
        _("已导入“%(name)s”：新增 %(new)s，修改 %(changed)s，不变 %(unchanged)s。", name=kept.name, **done.counts),
        "done",
    )
    return redirect(url_for("directory.index"))


@blueprint.post("/import/<token>/discard")
@requires(Permission.EDIT_DIRECTORY)
def discard(token: str) -> ResponseReturnValue:
    discard_upload(_folder(), token)
    flash(_("已放弃这次导入，名录没有改动。"), "done")
    return redirect(url_for("directory.upload"))


@blueprint.get("/import/<token>/problems.<form>")
@requires(Permission.EDIT_DIRECTORY)
def problems(token: str, form: str) -> ResponseReturnValue:
    kept = get_upload(_folder(), token)
    try:
        imports.prepare_import(kept.path, kept.name)
    except RowsRefused as refused:
        listed = refused.problems
        name = _("%(name)s-问题清单", name=Path(kept.name).stem)
        return send_table(name, _format(form), listed.headers(), list(listed.rows()))
    raise UploadGone


@blueprint.get("/export/<table>.<form>")
@requires(Permission.READ_DIRECTORY)
def export(table: str, form: str) -> ResponseReturnValue:
    if table == DirectoryTable.UNITS:
        name, sheet = _("单位名录"), files.export_units(queries.list_unit_records())
    elif table == DirectoryTable.SERVICE_POINTS:
        name, sheet = _("服务点名录"), files.export_service_points(queries.list_service_point_records())
    else:
        abort(404)
    return send_table(name, _format(form), sheet.headers, sheet.rows)


@blueprint.get("/template/<table>.<form>")
@requires(Permission.READ_DIRECTORY)
def template(table: str, form: str) -> ResponseReturnValue:
    if table not in set(DirectoryTable):
        abort(404)
    headers = [column.title for column in files.COLUMNS[DirectoryTable(table)]]
    return send_table(_("导入模板-%(table)s", table=table), _format(form), headers, ())


def _format(form: str) -> TableFormat:
    if form not in set(TableFormat):
        abort(404)
    return TableFormat(form)
