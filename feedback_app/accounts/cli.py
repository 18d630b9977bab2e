"""The account commands: how the first administrator comes in, and how one who is locked out comes back."""

import secrets

import click
from rich.console import Console

from feedback_app import clock
from feedback_app.accounts import queries, service
from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound

ACTOR = "command line"


@click.group()
def account() -> None:
    """Open accounts and set passwords."""


@account.command("open")
@click.argument("login_name")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--display-name", default="", help="how the person is addressed; the login name by default")
@click.option("--organisation", default="", help="code of the polling firm, for role poller")
@click.option("--unit", default="", help="code of the unit, for role department")
@click.option("--password", default="", help="at least 12 characters; made and shown when left out")
def open_(login_name: str, role: str, display_name: str, organisation: str, unit: str, password: str) -> None:
    """Open an account, whose owner has to replace the password at the first sign-in."""
    chosen = password or secrets.token_urlsafe(12)
    wanted = service.WantedAccount(
        login_name=login_name,
        display_name=display_name or login_name,
        role=role,
        password=chosen,
        organisation_code=organisation,
        unit_code=unit,
    )
    with unit_of_work():
        service.open_account_for(wanted, actor=ACTOR, now=clock.now())
    Console().print(f"{login_name} may sign in" + ("" if password else f", password: {chosen}"), highlight=False)


@account.command("password")
@click.argument("login_name")
@click.option("--password", default="", help="made and shown when left out")
def password_(login_name: str, password: str) -> None:
    """Set a password to be replaced at the next sign-in, end all sessions and lift a lock-out."""
    chosen = password or secrets.token_urlsafe(12)
    with unit_of_work():
        found = queries.find_account(login_name)
        if found is None:
            raise NotFound(kind="account", key=login_name)
        service.change_password(found, chosen, actor=ACTOR, now=clock.now(), is_to_be_replaced=True)
    Console().print("password set" + ("" if password else f": {chosen}"), highlight=False)
