"""Pages of the directory: the tree of units, one unit, its service points, editing. Files: ``file_views``."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.directory import labels, queries, service
from feedback_app.directory.forms import ServicePointForm, UnitForm
from feedback_app.directory.models import UnitCategory, UnitKind
from feedback_app.directory.queries import UnitFilter
from feedback_app.errors import Refusal
from feedback_app.paging import asked_page

blueprint = Blueprint("directory", __name__, url_prefix="/directory", template_folder="templates")

PAGE_SIZE = 50
MOST_OFFERED_PARENTS = 500


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "unit_kinds": labels.KINDS,
        "unit_categories": labels.CATEGORIES,
        "service_point_kinds": labels.SERVICE_POINT_KINDS,
        "directory_fields": labels.FIELDS,
    }


def _filter(args: MultiDict[str, str]) -> UnitFilter:
    kind, category, active = args.get("kind", ""), args.get("category", ""), args.get("active", "")
    return UnitFilter(
        words=args.get("words", "").strip()[:60],
        kind=UnitKind(kind) if kind in set(UnitKind) else None,
        category=UnitCategory(category) if category in set(UnitCategory) else None,
        parent_code=args.get("parent") or None,
        is_active={"yes": True, "no": False}.get(active),
    )


@blueprint.get("")
@requires(Permission.READ_DIRECTORY)
def index() -> ResponseReturnValue:
    wanted = _filter(request.args)
    shown = UnitFilter(parent_code="") if wanted.is_open else wanted
    total = queries.count_units(shown)
    page = asked_page(total, size=PAGE_SIZE)
    units = queries.list_units(shown, page=page.number, page_size=PAGE_SIZE)
    return render_template(
        "directory/index.html",
        units=units,
        below=queries.list_children(units) if wanted.is_open else {},
        wanted=wanted,
        total=total,
        counts={"units": queries.count_units(), "points": queries.count_service_points()},
        page=page,
        args={name: value for name, value in request.args.items() if name not in {"page", "lang"}},
    )


@blueprint.get("/units/<code>")
@requires(Permission.READ_DIRECTORY)
def show(code: str) -> ResponseReturnValue:
    unit = queries.get_unit(code)
    children = queries.list_units(UnitFilter(parent_code=code), page_size=PAGE_SIZE)
    return render_template(
        "directory/show.html",
        unit=unit,
        above=queries.list_ancestors(unit),
        children=children,
        child_count=queries.count_units(UnitFilter(parent_code=code)),
    )


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DIRECTORY)
def new() -> ResponseReturnValue:
    form = UnitForm(parent_code=request.args.get("parent", ""))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                unit = service.open_unit(form.entry(), actor=current_principal().name, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("单位已建立。"), "done")
            return redirect(url_for("directory.show", code=unit.code))
    return render_template("directory/edit_unit.html", form=form, unit=None, parents=_offered_parents())


@blueprint.route("/units/<code>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_DIRECTORY)
def edit(code: str) -> ResponseReturnValue:
    unit, form = queries.get_unit(code), UnitForm()
    if not form.is_submitted():
        form.show(unit)
    form.code.data = code
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.change_unit(form.entry(), actor=current_principal().name, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("已保存。"), "done")
            return redirect(url_for("directory.show", code=code))
    return render_template("directory/edit_unit.html", form=form, unit=unit, parents=_offered_parents())


def _offered_parents() -> list[tuple[str, str]]:
    offered = list(queries.list_unit_names())
    return offered if len(offered) <= MOST_OFFERED_PARENTS else []


@blueprint.route("/units/<code>/service-points/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DIRECTORY)
def new_service_point(code: str) -> ResponseReturnValue:
    unit, form = queries.get_unit(code), ServicePointForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.open_service_point(form.entry(code), actor=current_principal().name, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("服务点已建立。"), "done")
            return redirect(url_for("directory.show", code=code))
    return render_template("directory/edit_service_point.html", form=form, unit=unit, point=None)


@blueprint.route("/service-points/<code>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_DIRECTORY)
def edit_service_point(code: str) -> ResponseReturnValue:
    point, form = queries.get_service_point(code), ServicePointForm()
    unit = point.unit
    if not form.is_submitted():
        form.show(point)
    form.code.data = code
    if form.validate_on_submit():
        with unit_of_work():
            service.change_service_point(form.entry(unit.code), actor=current_principal().name, now=clock.now())
        flash(_("已保存。"), "done")
        return redirect(url_for("directory.show", code=unit.code))
    return render_template("directory/edit_service_point.html", form=form, unit=unit, point=point)
