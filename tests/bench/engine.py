"""The text engine: what reading a message costs beside a naive chain, and what a model does."""

from nlp.bench import Sizes, measured_texts, model_costs, scaling, speeds
from nlp.model_store import SHIPPED_FOLDER
from nlp.pipeline import Pipeline
from tests.bench.report import Section
from tests.source import ROOT

_DATA = ROOT.parent / "shared" / "data"


def engine() -> Section:
    """Measure the shipped model on real messages where they lie beside the project, else on spliced ones of ours."""
    size, pipeline = Sizes(), Pipeline.load()
    texts, whose = measured_texts(_DATA, size.texts)
    lines = [*speeds(pipeline, texts, size), *scaling(pipeline, texts), *model_costs(SHIPPED_FOLDER, size)]
    letters = sum(map(len, texts)) / len(texts)
    return Section(
        title="The text engine",
        text=f"{len(texts):,} {whose} of {letters:.0f} characters on average; processor time of one core where nothing "
        f"else is said, the middle of {size.rounds} rounds. The naive chain is jieba, TF-IDF and one linear support "
        "vector machine, in the same rounds.",
        header=("measure", "value", "wanted"),
        rows=[(line.name, line.value, line.goal) for line in lines],
    )
