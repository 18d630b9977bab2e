from dataclasses import replace

from nlp.corpus import own_examples
from nlp.pipeline import Pipeline
from nlp.sureness import report_sureness


def test_a_model_is_told_by_which_scale_messages_would_believe_it(pipeline: Pipeline) -> None:
    few = [example for example in own_examples() if example.origin == "short"][:60]
    told = "\n".join(report_sureness(pipeline.model, few))
    assert "times the temperature" in told
    assert "measured on the fifth: ECE 0." in told


def test_a_model_without_kinds_says_nothing(pipeline: Pipeline) -> None:
    themes = replace(pipeline.model, heads=tuple(head for head in pipeline.model.heads if head.name == "theme"))
    assert list(report_sureness(themes, own_examples()[:3])) == []
