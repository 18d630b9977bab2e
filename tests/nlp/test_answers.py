import numpy as np
import pytest

from nlp.answers import answers_of
from nlp.corpus import Example
from nlp.features import lay_out
from nlp.tasks import TASKS
from nlp.training import train


def test_a_level_is_as_sure_as_its_sign() -> None:
    lines = [("腐败透顶，忍无可忍", 1), ("办事太慢", 2), ("有好有坏", 3), ("办得不错", 4), ("非常感谢，点赞", 5)] * 8
    task = next(task for task in TASKS if task.name == "level")
    model = train([Example(text=text, kind="valid", level=level) for text, level in lines], tasks=[task], bits=12)
    reading = model.read(lay_out([text for text, _ in lines[:5]]))
    shares = model.heads[0].probabilities(reading.margins)
    of_sign = np.array(
        [shares[0, :2].sum(), shares[1, :2].sum(), shares[2, 2], shares[3, 3:].sum(), shares[4, 3:].sum()]
    )
    sure = [answer.level.confidence for answer in answers_of(model, reading) if answer.level is not None]
    assert sure == pytest.approx(of_sign.tolist(), abs=1e-4)
