"""The phone command: a polling firm's file from the command line."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.accounts.queries import get_organisation_by_code
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.phone import service
from feedback_app.channels.phone.dispositions import disposition_of
from feedback_app.channels.phone.forms import NUMBERING_LABELS
from feedback_app.channels.phone.models import PhoneBatch
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.gateways.spreadsheets import RowsRefused
from feedback_app.gateways.spreadsheets.terminal import tell_problems

ACTOR = "command line"
SHOWN_RATES = {"rr1": "RR1", "coop1": "COOP1", "success": "访问成功率", "refusal": "拒访率"}


@click.command("phone")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", required=True, help="code of the phone campaign")
@click.option("--organisation", required=True, help="code of the polling firm")
@click.option(
    "--numbering",
    type=click.Choice([name for name in NUMBERING_LABELS if name]),
    default=None,
    help="direction of numbered levels: gb39046 = 1 is the best, hcp = 5 is the best",
)
def import_phone(file: Path, campaign: str, organisation: str, numbering: str | None) -> None:
    """Accept a phone sample: every case with its disposition, answers for the completes."""
    console, now, today = Console(), clock.now(), clock.today(settings().timezone)
    firm, into = get_organisation_by_code(organisation).id, get_campaign(campaign)
    incoming = service.IncomingFile(source=file, name=file.name, numbering=numbering or "")
    try:
        checked = service.require_no_problems(service.check_file(incoming, into, now=now, today=today))
    except RowsRefused as refused:
        tell_problems(refused.problems)
        raise
    with unit_of_work():
        batch = service.accept(checked, into, firm=firm, actor=ACTOR, now=now, today=today)
    _print_batch(console, batch)


def _print_batch(console: Console, batch: PhoneBatch) -> None:
    table = Table("code", "disposition", "cases")
    for code, number in batch.outcomes.items():
        table.add_row(code, disposition_of(code).label, f"{number:,}")
    console.print(table)
    rates = ((label, batch.rates[name]) for name, label in SHOWN_RATES.items())
    shown = "  ".join(f"{label} {'—' if rate is None else format(rate, '.1%')}" for label, rate in rates)
    console.print(f"batch {batch.id}: {batch.cases:,} cases, {batch.completes:,} completes; {shown}", highlight=False)
