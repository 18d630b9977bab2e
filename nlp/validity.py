"""Is the message a valid evaluation of a public body; and if not, what is it?"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a message is no evaluation (the annotation guide's five reasons)."""

    ENQUIRY = "enquiry"  # 咨询: asks for information, passes no judgement
    REQUEST = "request"  # 求助: asks that something be built, fixed or approved
    SUGGEST = "suggest"  # 建议: proposes, without judging performance
    PRIVATE = "private"  # 投诉私人主体: a developer, landlord, shop, employer
    OTHER = "other"  # 无实质内容: empty, test, advertising, garbled, a bare slogan


VALID = "valid"
KINDS: tuple[str, ...] = (VALID, *(reason.value for reason in Reason))
