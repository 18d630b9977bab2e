"""Is the message a valid evaluation of a public body; and if not, what is it?"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Reason(StrEnum):
    """Why a message is no evaluation (the annotation guide's five reasons)."""

    ENQUIRY = "enquiry"  # 咨询: asks for information, passes no judgement
    REQUEST = "request"  # 求助: asks that something be built, fixed or approved
    SUGGEST = "suggest"  # 建议: proposes, without judging performance
    PRIVATE = "private"  # 投诉私人主体: a developer, landlord, shop, employer
    OTHER = "other"  # 无实质内容: empty, test, advertising, garbled, a bare slogan


VALID = "valid"
KINDS: tuple[str, ...] = (VALID, *(reason.value for reason in Reason))

_LOOKED_AT = 50
_FEWEST_CHARACTERS = 8
VALID_FROM = 0.4
"""The least probability of a judgement: where precision and recall weigh alike, the best threshold is half the F1 that
can be reached (Lipton, Elkan, Naryanaswamy 2014). An answer that is not sure enough is shown to a person whatever it is
(`Head.accept_at`), so no verdict stands on this number alone."""


def is_monotone(text: str) -> bool:
    """Return whether a text of some length says the same few characters over and over: nobody can tell what it means.

    Of fifty characters spread over a message a person wrote, seventeen or more differ.

    >>> is_monotone("没" * 5000), is_monotone("差" * 5)
    (True, False)
    """
    return len(text) >= _LOOKED_AT and len(set(text[:: len(text) // _LOOKED_AT])) < _FEWEST_CHARACTERS


def decide(probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return per record the place in KINDS of the answer: a judgement if likely enough, else the likeliest reason."""
    reasons = 1 + probabilities[:, 1:].argmax(axis=1)
    return np.where(probabilities[:, 0] >= VALID_FROM, 0, reasons)
