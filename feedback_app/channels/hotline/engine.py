"""The text engine: its model loaded once a process, bound to the city's units for each import."""

from functools import cache

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.reading import ExtractMany
from feedback_app.channels.hotline.units import UnitBook
from feedback_app.errors import Refusal
from nlp import model_store
from nlp.bodies import Gazetteer
from nlp.linear import LinearModel
from nlp.pipeline import Pipeline


class EngineUnusable(Refusal):
    """There is no model to read texts with; ``why`` is for the operator."""

    status = 503
    sentence = _l("语义模型不能使用，导入已停下，修好后可以继续。原因：%(why)s")


@cache
def _model() -> LinearModel:
    return model_store.load()


def load_engine(book: UnitBook) -> ExtractMany:
    """Return what reads many texts at once and knows the units of this city.

    Raises:
        EngineUnusable: the model is missing, damaged, or does not fit this version.
    """
    try:
        model = _model()
    except model_store.ModelUnusable as flaw:
        raise EngineUnusable(why=str(flaw)) from flaw
    return Pipeline(model=model, gazetteer=Gazetteer(tuple(book.bodies()))).extract_many
