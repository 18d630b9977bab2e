"""The worker command."""

import signal
import threading

import click

from feedback_app.jobs.worker import work_forever


@click.command()
def worker() -> None:
    """Run background jobs until told to stop; several may run at once on PostgreSQL."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work_forever(should_stop=stop.is_set)
