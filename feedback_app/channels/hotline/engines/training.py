"""Training a candidate here and now, as the command does: minutes in which this process does nothing else."""

from datetime import datetime

from feedback_app.channels.hotline.engines.folders import ModelFolder
from feedback_app.channels.hotline.engines.lessons import Lessons, Point
from nlp.training import train


def train_candidate(lessons: Lessons, *, seed: int, actor: str, now: datetime) -> ModelFolder:
    """Train on growing shares of the lessons, measure each on the held-out records, and keep the last."""
    curve: list[Point] = []
    for part in lessons.parts():
        model = train(part, seed=seed)
        curve += lessons.measure(model, len(part))
    return lessons.keep(model, curve, actor=actor, now=now)
