"""A 12345 file: from its bytes to committed evaluations, and where the time goes."""

import cProfile
import csv
import os
import pstats
import time
from collections.abc import Mapping
from pathlib import Path

from feedback_app import clock
from feedback_app.app import create_app
from feedback_app.campaigns.models import Channel
from feedback_app.channels.hotline import service
from feedback_app.config import Settings
from feedback_app.database import database, unit_of_work
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from nlp.spliced import long_texts
from tests.bench.engines import NAMES, installation, scratch_folder
from tests.bench.report import Section
from tests.bench.watching import Watched, watched
from tests.stored import ACTOR, store_campaign, store_unit

RECORDS, PROFILED_RECORDS = 100_000, 5_000
STAGES = {
    "reading rows and checking cells": ("columns.py", "iter_checked"),
    "loading the text model, once a process": ("model_store.py", "load"),
    "masking personal data": ("privacy.py", "mask_all"),
    "understanding the text (all of the pipeline)": ("pipeline.py", "extract_many"),
    "the door: responses and evaluations": ("service.py", "take_all"),
    "storing chunks, the door included": ("importing.py", "_store"),
}


def _write_file(path: Path, records: int) -> float:
    """Write a file of work orders and return how long a text is on average."""
    letters = 0
    with path.open("w", encoding="gb18030", newline="", errors="replace") as stream:
        writer = csv.writer(stream)
        writer.writerow(["工单编号", "诉求内容", "来电时间", "联系电话", "承办单位"])
        for number, text in enumerate(long_texts(records)):
            letters += len(text)
            phone = f"1380013{number % 10_000:04d}"
            writer.writerow([f"GD{number:08d}", text, "2026-03-01 10:00:00", phone, "市教育局"])
    return letters / records


def _import(path: Path, environment: Mapping[str, str], profile: cProfile.Profile | None) -> float:
    """Import a file as the command does, and return the seconds from its first byte to its last commit."""
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        now = clock.now()
        with unit_of_work():
            campaign = store_campaign(now, store_unit(), survey="hotline_text", channel=Channel.HOTLINE)
        began = time.perf_counter()
        if profile is not None:
            profile.enable()
        with path.open("rb") as stream:
            received = service.receive(stream, path.name, now=now)
        with unit_of_work():
            file = service.register(received, actor=ACTOR, now=now)
            job = service.start_import(file, file.mapping, campaign, actor=ACTOR, now=now, today=now.date())
        run_job(job.id)
        assert get_job(job.id).state is JobState.DONE
        if profile is not None:
            profile.disable()
        seconds = time.perf_counter() - began
        database().engine.dispose()
    return seconds


def _measured(engine: str, records: int, profile: cProfile.Profile | None = None) -> tuple[float, Watched]:
    with installation(engine) as environment, scratch_folder() as folder:
        path = folder / "orders.csv"
        _write_file(path, records)
        with watched() as seen:
            seconds = _import(path, environment, profile)
    return seconds, seen


def hotline_import(records: int = RECORDS) -> Section:
    """Measure the import on both engines."""
    return Section(
        title="A hotline file",
        text=(
            f"{records:,} work orders of {_mean_length():.0f} characters in GB18030 (spliced from the project's own "
            "texts): read, masked, understood by the pipeline, stored through the one door in chunks that can be "
            f"resumed; texts read by {len(os.sched_getaffinity(0))} processes of their own. Processor time per record, "
            "because the seconds are those of a machine with other work; on two free cores the import takes as long as "
            "the busier of *storing* and half of all. Memory is that of all its processes, a shared page divided "
            "among them, at the end of the first fifth and at its highest."
        ),
        header=(
            *("engine", "seconds", "records/s", "load", "reading and storing, µs", "helpers, µs", "database, µs"),
            *("records/s on two free cores", "1 M records", "MB after a fifth", "MB at most"),
        ),
        rows=[_row(engine, records) for engine in NAMES],
    )


def _row(engine: str, records: int) -> list[str]:
    seconds, seen = _measured(engine, records)
    own, helpers, server = (1e6 * spent / records for spent in (seen.own, seen.helpers, seen.server))
    rate = 1e6 / max(own, (own + helpers + server) / 2)
    return [
        *(NAMES[engine], f"{seconds:.1f}", f"{records / seconds:,.0f}", f"{seen.load:.1f}"),
        *(f"{own:.0f}", f"{helpers:.0f}", f"{server:.0f}"),
        *(f"{rate:,.0f}", f"{1e6 / rate / 60:.1f} min", f"{seen.after_a_fifth():,.0f}", f"{max(seen.megabytes):,.0f}"),
    ]


def _mean_length() -> float:
    texts = list(long_texts(1000))
    return sum(map(len, texts)) / len(texts)


def where_an_import_spends_its_time() -> Section:
    """Profile the import; shares overlap where one stage calls another."""
    profile = cProfile.Profile()
    _measured("sqlite", PROFILED_RECORDS, profile)  # too few for processes of their own: all is done here
    stats = pstats.Stats(profile)
    whole: float = stats.total_tt  # type: ignore[attr-defined]
    return Section(
        title="Where an import spends its time",
        text=f"{PROFILED_RECORDS:,} records on SQLite under cProfile; stages that call each other overlap.",
        header=("stage", "share"),
        rows=[[stage, f"{_spent(stats, *where) / whole:.0%}"] for stage, where in STAGES.items()],
    )


def _spent(stats: pstats.Stats, file: str, function: str) -> float:
    entries: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    return sum(
        cumulative
        for (path, _line, name), (_calls, _primitive, _own, cumulative, _callers) in entries.items()
        if name == function and path.endswith(file)
    )
