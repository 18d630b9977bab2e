"""The ballots commands: rosters, codes and turnout without a browser."""

from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.campaigns.models import Campaign
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.reverse import queries, results, service
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.gateways.spreadsheets import write_csv

ACTOR = "command line"


@click.group()
def ballots() -> None:
    """Rater groups, ballot codes and turnout of a reverse campaign."""


def _campaign(code: str) -> Campaign:
    return service.require_ballots(get_campaign(code))


@ballots.command("group")
@click.argument("campaign")
@click.argument("group")
@click.argument("name")
@click.argument("roster", type=click.IntRange(min=1))
def group_(campaign: str, group: str, name: str, roster: int) -> None:
    """Put GROUP on the roster of CAMPAIGN: its NAME and how many raters it has."""
    with unit_of_work():
        found = _campaign(campaign)
        service.add_group(found, code=group, name=name, roster=roster, actor=ACTOR, now=clock.now())
    Console().print(f"{group}: {roster} raters", highlight=False)


@ballots.command()
@click.argument("campaign")
@click.argument("group")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--output", type=click.File("xb"), help="write a new CSV file instead of the screen")
def issue(campaign: str, group: str, number: int, output: BinaryIO | None) -> None:
    """Make NUMBER codes for GROUP; they are shown this once and never again."""
    with unit_of_work():
        found = queries.get_group(_campaign(campaign), group)
        codes = service.issue_codes(found, number, actor=ACTOR, now=clock.now())
    if output is None:
        click.echo("\n".join(codes))
        return
    address = f"{settings().public_address}/ballot"
    write_csv(output, ("组别", "投票码", "网址"), ((found.name, code, address) for code in codes))
    Console().print(f"{number} codes in {output.name}", highlight=False)


@ballots.command()
@click.argument("campaign")
def turnout(campaign: str) -> None:
    """Show how far each group of CAMPAIGN has voted, and whether its results may be shown."""
    table = Table("group", "name", "roster", "issued", "used", "void", "turnout", "shown")
    for each in results.list_turnouts(_campaign(campaign)):
        counts = (each.group.roster, each.issued, each.used, each.voided)
        shown = "yes" if each.is_shown else "no"
        table.add_row(each.group.code, each.group.name, *(f"{n:,}" for n in counts), f"{each.share:.1%}", shown)
    Console().print(table)
