"""Pages of accounts: sign in and out, one's password, everybody's accounts, keys of organisations."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from feedback_app import clock
from feedback_app.accounts import queries, service
from feedback_app.accounts.access import SET_BY_ANOTHER, current_principal, public, requires, signed_in
from feedback_app.accounts.forms import (
    ROLE_LABELS,
    SCOPE_LABELS,
    AccountForm,
    ApiKeyForm,
    PasswordForm,
    SignInForm,
)
from feedback_app.accounts.permissions import ApiScope, Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal

blueprint = Blueprint("accounts", __name__, template_folder="templates")


def _local_address(address: str | None) -> str:
    """Return where to go after signing in: only pages of this house are followed."""
    parts = urlsplit(address or "")
    is_local = (address or "").startswith("/") and not parts.netloc and not (address or "").startswith(("//", "/\\"))
    return address if address and is_local else url_for("home")


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def start_session() -> ResponseReturnValue:
    form, now = SignInForm(), clock.now()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 400
    try:
        with unit_of_work():
            is_right = service.try_password(form.login_name.data.strip(), form.password.data, now=now)
            token = service.start_session(form.login_name.data.strip(), now=now) if is_right else None
        of_another = token is not None and service.has_password_of_another(form.login_name.data.strip())
        if token is None:
            raise service.SignInRefused
    except (service.AccountLocked, service.SignInRefused) as refusal:
        flash(refusal.explain(), "error")
        return render_template("accounts/sign_in.html", form=form), refusal.status
    cookie.clear()
    cookie["token"] = token
    if of_another:
        cookie[SET_BY_ANOTHER] = True
        return redirect(url_for("accounts.password"))
    return redirect(_local_address(request.args.get("next")))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    with unit_of_work():
        service.end_session(cookie.pop("token", ""))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    form, who = PasswordForm(), current_principal()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.replace_own_password(who, form.current.data, form.password.data, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("密码已修改，请用新密码登录。"), "done")
            return redirect(url_for("accounts.sign_in"))
    of_another = service.PasswordOfAnother().explain() if cookie.get(SET_BY_ANOTHER) else ""
    return render_template("accounts/password.html", form=form, of_another=of_another)


@blueprint.route("/accounts", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    form = AccountForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.open_account_for(_wanted(form), actor=current_principal().name, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("账号已开通。"), "done")
            return redirect(url_for("accounts.index"))
    return render_template("accounts/index.html", form=form, accounts=queries.list_accounts(), roles=ROLE_LABELS)


def _wanted(form: AccountForm) -> service.WantedAccount:
    return service.WantedAccount(
        login_name=form.login_name.data.strip(),
        display_name=form.display_name.data.strip(),
        role=form.role.data,
        password=form.password.data,
        organisation_code=(form.organisation.data or "").strip(),
        organisation_name=(form.organisation_name.data or "").strip(),
        unit_code=(form.unit_code.data or "").strip(),
    )


@blueprint.route("/accounts/<int:account_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def close(account_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        account = queries.get_account(account_id)
        sessions = queries.count_login_sessions(account)
        back = url_for("accounts.index")
        return render_template("accounts/close.html", account=account, sessions=sessions, roles=ROLE_LABELS, back=back)
    with unit_of_work():
        service.close_account(queries.get_account(account_id), actor=current_principal().name, now=clock.now())
    flash(_("账号已停用，可以随时恢复。"), "done")
    return redirect(url_for("accounts.index"))


@blueprint.post("/accounts/<int:account_id>/reopen")
@requires(Permission.MANAGE_ACCOUNTS)
def reopen(account_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.reopen_account(queries.get_account(account_id), actor=current_principal().name, now=clock.now())
    flash(_("账号已恢复。"), "done")
    return redirect(url_for("accounts.index"))


@blueprint.route("/api-keys", methods=["GET", "POST"])
@requires(Permission.MANAGE_API_KEYS)
def keys() -> ResponseReturnValue:
    form, issued = ApiKeyForm(), None
    form.organisation.choices = [SelectChoice(o.code, f"{o.name}（{o.code}）") for o in queries.list_organisations()]
    if form.validate_on_submit():
        with unit_of_work():
            issued = service.issue_api_key(
                queries.get_organisation_by_code(form.organisation.data),
                label=form.label.data.strip(),
                scopes=[ApiScope(scope) for scope in form.scopes.data],
                actor=current_principal().name,
                now=clock.now(),
            )
    listed = queries.list_api_keys()
    return render_template("accounts/keys.html", form=form, keys=listed, issued=issued, scopes=SCOPE_LABELS)


@blueprint.route("/api-keys/<int:key_id>/revoke", methods=["GET", "POST"])
@requires(Permission.MANAGE_API_KEYS)
def revoke(key_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("accounts/revoke.html", key=queries.get_api_key(key_id), back=url_for("accounts.keys"))
    with unit_of_work():
        service.revoke_api_key(queries.get_api_key(key_id), actor=current_principal().name, now=clock.now())
    flash(_("密钥已停用，立即生效。"), "done")
    return redirect(url_for("accounts.keys"))
