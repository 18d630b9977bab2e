"""What is offered is documented: settings, commands, targets, addresses of the API; and links lead somewhere."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from feedback_app.cli import main
from feedback_app.config import Settings
from tests.source import ROOT

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
MANUAL = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


@pytest.fixture
def database_kind() -> str:
    """Documentation does not depend on the engine."""
    return "sqlite"


def _commands(group: click.Group, prefix: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_every_setting_is_documented() -> None:
    assert [f.metadata["variable"] for f in fields(Settings) if f.metadata["variable"] not in MANUAL] == []


def test_every_command_is_documented() -> None:
    assert [command for command in _commands(main, "feedback") if command not in MANUAL] == []


def test_every_command_says_what_it_does() -> None:
    silent = [name for name, command in main.commands.items() if not command.get_short_help_str()]
    assert silent == []


def test_every_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [target for target in targets if f"make {target}" not in MANUAL and target != "help"] == []


def test_every_address_of_the_api_is_documented(app: Flask) -> None:
    addresses = {re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    assert {address for address in addresses if address.startswith("/api/") and address not in MANUAL} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    own = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in own if not (page.parent / target).exists()] == []
