"""A job's progress, for every page that starts one."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback_app.accounts.access import requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.jobs import queries, service

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs", template_folder="templates")
_MAY_IMPORT = (Permission.IMPORT_HOTLINE, Permission.UPLOAD_PHONE_SAMPLES, Permission.MANAGE_SCORING)


@blueprint.get("/<int:job_id>")
@requires(*_MAY_IMPORT)
def show(job_id: int) -> ResponseReturnValue:
    return render_template("jobs/show.html", job=queries.get_job(job_id))


@blueprint.post("/<int:job_id>/pause")
@requires(*_MAY_IMPORT)
def pause(job_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.pause(queries.get_job(job_id))
    return redirect(url_for("jobs.show", job_id=job_id))


@blueprint.post("/<int:job_id>/resume")
@requires(*_MAY_IMPORT)
def resume(job_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.resume(queries.get_job(job_id))
    return redirect(url_for("jobs.show", job_id=job_id))
