"""The text engine: its model loaded once a process, bound to the city's units for each import."""

from functools import cache

from feedback_app.channels.hotline.reading import ExtractMany
from feedback_app.channels.hotline.units import UnitBook
from nlp import model_store
from nlp.bodies import Gazetteer
from nlp.linear import LinearModel
from nlp.pipeline import Pipeline


@cache
def _model() -> LinearModel:
    return model_store.load()


def load_engine(book: UnitBook) -> ExtractMany:
    """Return what reads many texts at once and knows the units of this city."""
    return Pipeline(model=_model(), gazetteer=Gazetteer(tuple(book.bodies()))).extract_many
