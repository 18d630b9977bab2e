"""The ``feedback`` command: the same services as the pages."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from errno import EADDRINUSE

import click
from flask import current_app
from rich.console import Console

from feedback_app import serving
from feedback_app.app import create_app
from feedback_app.config import SettingsRefused, served_environment
from feedback_app.errors import DATABASE_AWAY, NotFound, Refusal
from feedback_app.schema import draft, upgrade
from feedback_app.slices import COMMANDS, EXPORTS, IMPORTS

POLL_SECONDS = 0.2


class House(click.Group):
    """Runs each command inside the application, and shows refusals as one clear line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            app = create_app()
        except SettingsRefused as refused:
            raise click.ClickException(f"the settings cannot be used:\n{refused}") from refused
        with app.app_context():
            try:
                return super().invoke(ctx)
            except Refusal as refusal:
                raise click.ClickException(_told(refusal)) from refusal
            except DATABASE_AWAY as away:
                hint = "is it running, and did `feedback migrate` make its tables?"
                raise click.ClickException(f"the database did not answer; {hint}\n{away.args[0]}") from away


def _told(refusal: Refusal) -> str:
    """Return the line about a refusal; a terminal has no address to check, so it hears what was looked for."""
    if not isinstance(refusal, NotFound) or "kind" not in refusal.data:
        return refusal.explain()
    kind, key = str(refusal.data["kind"]).replace("_", " "), str(refusal.data["key"])
    return f"there is no {kind} {key!r}" if key else f"there is no {kind} yet"


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Public and stakeholder feedback for a city's yearly assessment."""


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema; data stays."""
    upgrade(current_app.extensions["database"])
    Console().print("schema is up to date")


@main.command("draft-migration")
@click.argument("name")
def draft_migration(name: str) -> None:
    """Draft a migration from the models, for a developer to read and finish."""
    upgrade(current_app.extensions["database"])
    Console().print(f"read and finish {draft(current_app.extensions['database'], name)}", highlight=False)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=serving.workers, show_default=True, help="web processes")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages, with a worker for background jobs beside them."""
    _require_free(host, port)
    upgrade(current_app.extensions["database"])
    web = [sys.executable, "-m", "gunicorn", "feedback_app.app:create_app()", "--bind", f"{host}:{port}"]
    web += ["--workers", str(workers), "--config", "python:feedback_app.serving"]
    jobs = [sys.executable, "-m", "feedback_app.cli", "worker"]
    sys.exit(_run_together(web, jobs, environment=served_environment(host=host, port=port)))


def _require_free(host: str, port: int) -> None:
    """Refuse a place that cannot be served from in one sentence; gunicorn would try five times and list its errors."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn: one that has just ended is free
            probe.bind(address)
    except OSError as flaw:
        if flaw.errno == EADDRINUSE:
            raise click.ClickException(f"port {port} of {host} is in use; choose another with --port") from flaw
        reason = (flaw.strerror or str(flaw)).lower()
        raise click.ClickException(f"port {port} of {host} cannot be used: {reason}") from flaw


def _run_together(*commands: list[str], environment: Mapping[str, str]) -> int:
    """Run commands side by side until one ends or we are told to stop; none of them outlives the others."""
    children = [subprocess.Popen(command, env=environment) for command in commands]  # noqa: S603 -- our own commands

    def stop(*_: object) -> None:
        for child in children:
            child.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while all(child.poll() is None for child in children):
        time.sleep(POLL_SECONDS)
    stop()
    return max(abs(child.wait()) for child in children)


@main.group("import")
def import_() -> None:
    """Bring a file in, by the same checks as the pages."""


@main.group("export")
def export() -> None:
    """Write a file that other programs read, and that comes back the same."""


for group, commands in ((main, COMMANDS), (import_, IMPORTS), (export, EXPORTS)):
    for command in commands:
        group.add_command(command)

if __name__ == "__main__":
    main()
