"""What each head of the model learns, and how."""

from collections.abc import Callable
from dataclasses import dataclass

from nlp.aspects import Aspect
from nlp.calibration import Scale
from nlp.corpus import Example
from nlp.level import LEVELS
from nlp.linear import HeadName
from nlp.structure import theme_names
from nlp.validity import KINDS


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one head learns: its labels, how to read them off an example, and how sure it must be to stand alone."""

    name: HeadName
    labels: tuple[str, ...]
    truth: Callable[[Example], frozenset[str] | None]
    exclusive: bool = True
    learns_joined: bool = False
    groups: tuple[int, ...] = ()
    precision: float = 0.9
    is_pooled: bool = False
    penalty: float = 0.5
    logistic: bool = False
    ordered: bool = False
    title_scale: float = 0.0
    dense_scales: tuple[float, ...] = (0.1, 0.1, 0.1, 0.0)
    """How strong each block of dense features (`feature_blocks`) stands against the grams."""
    real_shares: tuple[float, ...] = ()
    """What share each group has in real traffic, where our own messages were written in other shares."""
    own_weight: float = 1.0
    """What a message of our own weighs against one of a city's own."""
    agreement: float = 1.0
    """How often others, labelling by habits of their own, agree with the labels of our messages."""
    own_emphasis: float = 1.0
    """How many times as strong the dense features stand where nothing but our own messages is learnt from."""
    reality: Scale | None = None
    """By how much less sure, and how much surer of the first label, one must be of real messages than of ours."""


def _kind(example: Example) -> frozenset[str] | None:
    return None if example.kind is None else frozenset({example.kind})


def _level(example: Example) -> frozenset[str] | None:
    return None if example.level is None else frozenset({str(example.level)})


def _aspects(example: Example) -> frozenset[str] | None:
    return None if example.aspects is None else frozenset(aspect.value for aspect in example.aspects)


def _theme(example: Example) -> frozenset[str] | None:
    return None if example.theme is None else frozenset({example.theme})


TASKS: tuple[Task, ...] = (
    Task(
        name="kind",
        labels=KINDS,
        truth=_kind,
        learns_joined=True,
        penalty=2,
        logistic=True,
        title_scale=0.3,
        dense_scales=(0.1, 0.1, 0.1, 0.1),
        reality=Scale(temperature=1.4, lift=0.65),
    ),
    Task(
        name="level",
        labels=tuple(map(str, LEVELS)),
        truth=_level,
        learns_joined=True,
        groups=(0, 0, 1, 2, 2),
        penalty=1,
        logistic=True,
        ordered=True,
        dense_scales=(0, 0, 0, 1),
        real_shares=(0.92, 0.05, 0.03),  # whom a hotline serves well seldom writes to it; of ours a quarter praise
    ),
    Task(name="aspects", labels=tuple(Aspect), truth=_aspects, exclusive=False, dense_scales=(0.3, 0.3, 0.3, 0)),
    Task(
        name="theme",
        labels=theme_names(),
        truth=_theme,
        precision=0.95,
        is_pooled=True,
        penalty=2,
        title_scale=0.8,
        dense_scales=(0, 0.15, 0, 0),
        own_weight=0.2,
        own_emphasis=4,
        agreement=0.93,  # of two by one guide 0.92 (kappa 0.85 to 0.96), of official labels 0.95 at the most
    ),
)
