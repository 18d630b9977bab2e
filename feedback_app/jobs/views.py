"""A job's progress, for every page that starts one."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback_app.accounts.access import requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.jobs import queries, service
from feedback_app.jobs.models import Job

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs", template_folder="templates")
_MAY_IMPORT = (Permission.IMPORT_HOTLINE, Permission.UPLOAD_PHONE_SAMPLES, Permission.MANAGE_SCORING)


JobPage = Callable[[Job], str]
"""Gives the address of the page where what came of a job is seen, or from which it was asked for."""


def bind_pages(app: Flask, pages: Mapping[str, JobPage]) -> None:
    """Tell the application on which page what came of a kind of job is seen."""
    app.extensions["job_pages"] = dict(pages)


@blueprint.get("/<int:job_id>")
@requires(*_MAY_IMPORT)
def show(job_id: int) -> ResponseReturnValue:
    job, pages = queries.get_job(job_id), current_app.extensions["job_pages"]
    result = pages[job.kind](job) if job.kind in pages else None
    return render_template("jobs/show.html", job=job, result=result)


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
