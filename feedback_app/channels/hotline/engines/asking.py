"""Asking for a training: whether there is enough to learn from and to test by, and only one at a time.

A room of its own because a page asks in a moment what the job then takes minutes for.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.engines.comparing import LEAST
from feedback_app.channels.hotline.engines.labels import LabelCounts, collect_labels, count_labels
from feedback_app.channels.hotline.engines.service import NothingToCompareBy
from feedback_app.errors import Refusal
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.queries import list_jobs
from feedback_app.jobs.service import enqueue

KIND = "model_training"
LEAST_LABELS = 30
"""Fewer labels than these change a model of thousands of examples by chance only."""
_UNFINISHED = frozenset({JobState.WAITING, JobState.RUNNING, JobState.PAUSED})


class TooFewLabels(Refusal):
    """People have labelled too little for a model to learn from."""

    status = 409
    sentence = _l(
        "可供学习的判定和抽查只有 %(n)s 条（与检验记录近似的不算），至少要 %(least)s 条。请先多判定、多核查。"
    )


class TrainingUnderWay(Refusal):
    """A training waits, runs or is paused; two at once would only hinder each other."""

    status = 409
    sentence = _l("已有一次训练还没有结束，请等它完成，或在任务页上继续。")


class TrainingLost(Refusal):
    """The process that learnt was ended from outside."""

    status = 500
    sentence = _l("负责训练的进程被系统中断，多半是内存不够（约需 1 GB）。没有产生候选模型，现用模型不受影响。")


class TrainingBroken(Refusal):
    """Learning failed; ``why`` is for the operator."""

    status = 500
    sentence = _l("训练没有完成：%(why)s。没有产生候选模型，现用模型不受影响。")


def require_enough(counts: LabelCounts) -> None:
    """Refuse a training that could not be told from chance, or not be compared with the model in use.

    Raises:
        TooFewLabels, NothingToCompareBy
    """
    if counts.to_learn < LEAST_LABELS:
        raise TooFewLabels(n=counts.to_learn, least=LEAST_LABELS)
    if counts.held_out < LEAST:
        raise NothingToCompareBy(n=counts.held_out, least=LEAST)


def find_training() -> Job | None:
    """Return the latest training, whatever came of it."""
    return next(iter(list_jobs([KIND], limit=1)), None)


def is_under_way(training: Job | None) -> bool:
    """Tell whether a training has still to be finished; one that failed may be followed by another."""
    return training is not None and training.state in _UNFINISHED


def require_alone(job: Job) -> None:
    """Refuse to run beside an earlier training: two workers may have taken two that were asked for at one moment.

    Raises:
        TrainingUnderWay
    """
    if any(other.state is JobState.RUNNING and other.id < job.id for other in list_jobs([KIND])):
        raise TrainingUnderWay


def ask_for_training(*, actor: str, now: datetime) -> Job:
    """Let a job train a candidate on all labels that people have given; inside a unit of work.

    Raises:
        TooFewLabels, NothingToCompareBy, TrainingUnderWay
    """
    if is_under_way(find_training()):
        raise TrainingUnderWay
    require_enough(count_labels())
    lessons = len(collect_labels().to_learn())  # near copies of held-out records are known only now
    if lessons < LEAST_LABELS:
        raise TooFewLabels(n=lessons, least=LEAST_LABELS)
    return enqueue(KIND, {}, title=f"训练候选模型：本市判定 {lessons} 条", actor=actor, now=now)
