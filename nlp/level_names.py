"""The official names of the outermost levels where a message says them, beside what the level head read.

Who writes 非常不满意 has named the level; a head that weighs words may still read the one beside it. The rule lets such
a name win only where it agrees with the head about the sign, and hands the record to a person where the two disagree.
Names that are denied, supposed, pressed for or merely retold are no verdicts: a level that may rest on one is doubtful.
"""

import re
from collections.abc import Iterator

from nlp.answers import Choice
from nlp.level import LEVELS

_LOWEST, _MIDDLE, _HIGHEST = LEVELS[0], LEVELS[len(LEVELS) // 2], LEVELS[-1]

_NAME = re.compile(
    r"(?:非常|极其|极为|极度|极|十分|特别)[地的]?(?P<good>满意)|(?:非常|极其|极为|极度|极|十分|特别|很|太)[地的]?不满意"
)
_DENIED = re.compile(
    r"不是|并非|不算|不能|不会|不可能|不至于|没有|没法|无法|难以|难说|谈不上|说不上|称不上|算不上|谈何|哪里|哪能|怎么|岂|别说"
)
_PRESSED = re.compile(
    r"要求|要我|让我|叫我|逼|必须|诱导|强迫|刷|代我|替我|帮我|默认|系统|选项|被评|被打|被改|评为|评成|打成|改成|改为|勾选|点击|[“\"「『‘'《]\s*$"
)
_SUPPOSED = re.compile(r"如果|要是|假如|倘若|若|希望|盼|期待|争取|除非|才能|是否|是不是|会不会")
_RETOLD = re.compile(r"表示|声称|自称|据称|回访|回复|反馈|市民|来电人|诉求人|投诉人|反映人|当事人|群众|对方|他们")
_OWN = re.compile(r"我|本人")
_PRIVATE = re.compile(r"物业|开发商|公司|商家|店家|店员|房东|中介|驾校|快递|售楼")
_ASKED = re.compile(r"[的了]?[”\"」』’'》]?(?:吗|么|[?？])")
_TURNED = re.compile(r"但|不过|可是|然而|只是|可惜")
_LOOK_BACK = 80
"""Characters before a name in which its sentence is sought, so that a hostile text costs no more than its length."""
_SENTENCE = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[，,；;、。！？!?\n]")


def settled(level: Choice, text: str) -> Choice:
    """Return the level of a valid evaluation once the level names in its text have had their say.

    The name wins over a neighbour of the same sign; a name of another sign, both names, or a level that may rest on a
    doubtful name leave the head's level and make it unsure. The confidence stays the head's: the sign is what it is
    about, and a rule never changes that.
    """
    if "满意" not in text:
        return level
    names = list(_names(text))
    plain = {name for name, is_plain in names if is_plain}
    head = int(level.label)
    if len(plain) > 1 or any(not _agree(name, head) for name in plain):
        return level._replace(unsure=True)
    if plain:
        return level._replace(label=str(plain.pop()))
    return level._replace(unsure=True) if any(_agree(name, head) for name, _ in names) else level


def _agree(name: int, head: int) -> bool:
    return (name - _MIDDLE) * (head - _MIDDLE) > 0


def _names(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the levels that are named, each with whether it is plainly the citizen's own verdict.

    What is said of a firm is no verdict on a public body and is left out; where the sentence speaks of a firm before,
    the verdict may be on it.
    """
    for found in _NAME.finditer(text):
        sentence = _SENTENCE.split(text[max(found.start() - _LOOK_BACK, 0) : found.start()])[-1]
        clause = _CLAUSE.split(sentence)[-1]
        if _PRIVATE.search(clause):
            continue
        doubts = (
            _DENIED.search(clause) or _PRESSED.search(clause) or _SUPPOSED.search(sentence) or _PRIVATE.search(sentence)
        )
        is_plain = not doubts and not _ASKED.match(text, found.end())
        if found["good"]:
            yield _HIGHEST, is_plain and not _is_retold(clause) and not _TURNED.search(text, found.end())
        else:
            yield _LOWEST, is_plain


def _is_retold(clause: str) -> bool:
    """Tell whether a clause reports praise: who writes notes for a body may wish it well, and a citizen says 我."""
    return bool(_RETOLD.search(clause)) and not _OWN.search(clause)
