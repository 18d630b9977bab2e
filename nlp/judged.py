"""Which of the bodies named in a message is the one judged.

A rule: each naming is weighed by where it stands. A greeting is no judgement, nor is a wish ("希望教育局…"); the
evidence, the title and a verb of failure or help right behind the name point to the one who acted.
"""

import re
from collections import Counter

from nlp.mentions import Mention, find_mentions

Span = tuple[int, int]
_WISHED = re.compile(r"(?:希望|请求?|恳请|恳求|盼望?|呼吁|建议|望|要求|让|求|敬请|期待)[^，。！？\n]{0,6}$")
_TURNED_TO = re.compile(
    r"(?:向|找|到|去|给|跟|和|与|打|拨打|联系|咨询|投诉|举报|反映|感谢|表扬|点赞|对|被|由|问|经)[^，。！？\n]{0,4}$"
)
_ACTED = re.compile(
    r"^[^。！？\n]{0,14}(?:不|没|未|拒|推|拖|敷衍|态度|说|回复|答复|告知|称|强|乱|违|收|罚|打|骂|要求|互相|解决|帮|很快|及时|热情|耐心|主动|马上)"
)
_OF_PLACE = re.compile(
    r"^(?:的?(?:居民|业主|村民|住户|市民|老百姓|群众|家长|对面|旁边|附近|门口|后面|前面|路口|小区|一期|二期|[一-龥]{0,3}组))"
)


def find_judged(text: str, evidence: Span | None) -> Mention | None:
    """Return the naming of the judged body, None where no body is named."""
    mentions = find_mentions(text)
    if not mentions:
        return None
    title = text.find("\n")
    counts = Counter(_kind(text, mention) for mention in mentions)
    return max(mentions, key=lambda one: (_weight(text, one, evidence, title, counts[_kind(text, one)]), -one.start))


def _kind(text: str, mention: Mention) -> str:
    """The last two characters tell the kind of body (公司, 小学, 育局): its namings are taken for the same body."""
    return text[mention.end - 2 : mention.end]


def _weight(text: str, mention: Mention, evidence: Span | None, title: int, count: int) -> float:
    before, after = text[max(0, mention.start - 10) : mention.start], text[mention.end : mention.end + 24]
    weight = 0.0 if mention.is_generic else 1.0
    weight += 0.1 * min(mention.end - mention.start, 8) + 0.5 * min(count - 1, 3)
    weight -= 3.0 if mention.is_addressed else 0.0
    weight -= 1.5 if _WISHED.search(before) else 0.0
    weight -= 1.5 if _OF_PLACE.search(after) else 0.0
    weight += 0.8 if _TURNED_TO.search(before) else 0.0
    weight += 0.8 if _ACTED.search(after) else 0.0
    weight += 2.0 if mention.end <= title else 0.0
    return weight + _nearness(mention, evidence)


def _nearness(mention: Mention, evidence: Span | None) -> float:
    if evidence is None:
        return 0.0
    if evidence[0] <= mention.start < evidence[1]:
        return 1.2
    gap = min(abs(mention.end - evidence[0]), abs(mention.start - evidence[1]))
    return 0.6 if gap <= 40 else 0.0
