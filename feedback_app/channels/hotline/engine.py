"""The text engine: the model in force, loaded once a process, bound to the city's units for each import."""

from functools import lru_cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.engines import queries
from feedback_app.channels.hotline.engines.folders import ModelDamaged, get_folder
from feedback_app.channels.hotline.reading import ExtractMany
from feedback_app.channels.hotline.units import UnitBook
from feedback_app.errors import NotFound, Refusal
from nlp import model_store
from nlp.bodies import Gazetteer
from nlp.linear import LinearModel
from nlp.pipeline import Pipeline


class EngineUnusable(Refusal):
    """There is no model to read texts with; ``why`` is for the operator."""

    status = 503
    sentence = _l("语义模型不能使用，导入已停下，修好后可以继续。原因：%(why)s")


@lru_cache(maxsize=2)
def _model(path: Path, sha256: str) -> LinearModel:
    """Load a model once; ``sha256`` is that of the promotion, which the folder must still have."""
    if sha256 and model_store.read_manifest(path)["sha256"] != sha256:
        raise model_store.ModelUnusable(f"{path}: not the model that was promoted")
    return model_store.load(path)


def _model_in_force() -> LinearModel:
    promotion = queries.find_promotion()
    return _model(get_folder(queries.name_in_force()).path, promotion.sha256 if promotion else "")


def load_engine(book: UnitBook) -> ExtractMany:
    """Return what reads many texts at once and knows the units of this city.

    Raises:
        EngineUnusable: the model is missing, damaged, or does not fit this version.
    """
    try:
        model = _model_in_force()
    except (model_store.ModelUnusable, ModelDamaged, NotFound) as flaw:
        raise EngineUnusable(why=str(flaw)) from flaw
    # The compiled loop saves a twentieth of the time, and costs each reading process a tenth of a gigabyte.
    return Pipeline(model=model, gazetteer=Gazetteer(tuple(book.bodies())), looped=False).extract_many
