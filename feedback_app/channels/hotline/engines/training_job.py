"""A candidate trained from the page, as a job: what people have labelled in, a model beside the one in use out.

Its steps are the parts of the learning curve. A worker killed at any moment leaves the points that it measured, and the
next one goes on behind them, unless people have labelled more meanwhile: then it begins anew, with all of it.
"""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from feedback_app import clock
from feedback_app.channels.hotline.engines import queries
from feedback_app.channels.hotline.engines.asking import TrainingBroken, TrainingLost, require_alone
from feedback_app.channels.hotline.engines.comparing import compare
from feedback_app.channels.hotline.engines.folders import ModelDamaged, ModelFolder, find_usable, get_folder
from feedback_app.channels.hotline.engines.labels import collect_labels
from feedback_app.channels.hotline.engines.learners import LearnerLost, learn_aside
from feedback_app.channels.hotline.engines.lessons import Lessons, Point, gather_lessons
from feedback_app.errors import NotFound
from feedback_app.jobs.models import Job
from feedback_app.jobs.worker import Progress, Step
from nlp.corpus import Example
from nlp.linear import LinearModel

SEED = 0


@dataclass(frozen=True, kw_only=True)
class _Course:
    """The lessons, their parts, and how far the course is."""

    lessons: Lessons
    parts: list[list[Example]]
    curve: list[Point]

    def progress(self, parts: int, outcome: Mapping[str, Any] | None = None) -> Progress:
        """What is done after so many parts, in examples learnt from; a step may say so again and again."""
        sizes = [len(part) for part in self.parts]
        checkpoint = {"data": self.lessons.facts["data"], "curve": self.curve[:parts]}
        return Progress(done=sum(sizes[:parts]), total=sum(sizes), checkpoint=checkpoint, outcome=outcome)


def training_steps(job: Job) -> Iterator[Step]:
    """Yield a training, part by part, from the job's checkpoint on.

    Raises:
        TrainingUnderWay: an earlier training runs.
        TrainingLost, TrainingBroken: the process that learnt died, or failed.
    """
    actor, checkpoint = job.created_by, dict(job.checkpoint)
    require_alone(job)
    lessons = gather_lessons([], collect_labels(), seed=SEED)
    is_same = checkpoint.get("data") == lessons.facts["data"]
    course = _Course(lessons=lessons, parts=lessons.parts(), curve=list(checkpoint["curve"]) if is_same else [])
    yield partial(course.progress, len(course.curve))
    candidate = find_usable(lessons.facts["data"])
    if candidate is None:
        model = yield from _learn(course)
        candidate = lessons.keep(model, course.curve, actor=actor, now=clock.now())
    outcome = {"model": candidate.name, "labels": lessons.facts["labels"], **_compared(candidate, lessons)}
    yield partial(_finish, course, candidate, outcome, actor=actor)


def _learn(course: _Course) -> Generator[Step, None, LinearModel]:
    """Learn the parts that are left; the last gives the model."""
    for number in range(min(len(course.curve), len(course.parts) - 1), len(course.parts)):
        part = course.parts[number]
        model = yield from _learnt(part, sign=partial(course.progress, number))
        course.curve.extend(course.lessons.measure(model, len(part)))
        if number < len(course.parts) - 1:
            yield partial(course.progress, number + 1)
    return model


def _learnt(part: list[Example], *, sign: Step) -> Generator[Step, None, LinearModel]:
    try:
        return (yield from learn_aside(part, seed=SEED, sign=sign))
    except LearnerLost as lost:
        raise TrainingLost from lost
    except (ValueError, ArithmeticError, MemoryError) as flaw:
        raise TrainingBroken(why=f"{type(flaw).__name__}: {flaw}"[:200]) from flaw


def _compared(candidate: ModelFolder, lessons: Lessons) -> dict[str, int]:
    """Let the candidate and the model in use read the held-out records; nothing where one of them cannot."""
    in_force = queries.name_in_force()
    if in_force == candidate.name:
        return {}
    try:
        found = compare(get_folder(in_force), candidate, lessons.held_out)
    except (ModelDamaged, NotFound):
        return {}
    return {"compared": found.n, "gained": found.gained, "lost": found.lost}


def _finish(course: _Course, candidate: ModelFolder, outcome: Mapping[str, Any], *, actor: str) -> Progress:
    course.lessons.note(candidate, actor=actor, now=clock.now())
    return course.progress(len(course.parts), outcome)
