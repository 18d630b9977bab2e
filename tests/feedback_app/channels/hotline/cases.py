"""Extractions and files that the tests of the hotline share."""

from pathlib import Path
from typing import Any

from nlp.aspects import Aspect
from nlp.bodies import Basis, BodyCandidate
from nlp.extraction import Confidence, Extraction
from nlp.validity import Reason

WORK_ORDERS = Path(__file__).parents[3] / "data" / "hotline" / "work_orders.csv"
"""Twelve rows under the headers of a real exporting system: nine good, one repeated, one undated, one blank."""

SECRETS = ("13800138000", "13900001111", "周小敏", "GD2026010001", "钱女士")
"""What the file says of its callers and orders, and the database must not."""


def candidate(code: str, confidence: float = 0.97, basis: Basis = Basis.NAME) -> BodyCandidate:
    """A unit that a text points to."""
    return BodyCandidate(code=code, confidence=confidence, basis=basis)


def extraction(**changes: Any) -> Extraction:
    """A sure evaluation of 市教育局, except for what a test changes."""
    values: dict[str, Any] = {
        "text": "市教育局推诿敷衍",
        "valid": True,
        "p_valid": 0.96,
        "reason": None,
        "level": 2,
        "aspects": (Aspect.OUTCOME,),
        "theme": "教育文体",
        "theme_top": (("教育文体", 0.9),),
        "body": "市教育局",
        "body_span": (0, 4),
        "body_code": "JYJ",
        "body_candidates": (candidate("JYJ"),),
        "span": (0, 8),
        "asides": (),
        "urgency": None,
        "confidence": Confidence(kind=0.96, level=0.91, theme=0.9, body=0.97),
        "abstained": False,
        "model_version": "test",
    }
    return Extraction(**{**values, **changes})


def enquiry(**changes: Any) -> Extraction:
    """A sure enquiry, which judges nobody."""
    nothing = {"valid": False, "reason": Reason.ENQUIRY, "level": None, "body": None, "body_span": None}
    return extraction(**{**nothing, "body_code": None, "body_candidates": (), "span": None, **changes})


def encoded(encoding: str) -> bytes:
    """The file of work orders in another encoding."""
    return WORK_ORDERS.read_text(encoding="utf-8").encode(encoding)
