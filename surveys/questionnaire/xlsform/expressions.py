"""The XPath of ``relevant`` and ``constraint`` into our tree of conditions and back.

pyxform cuts the text into tokens; what they mean is decided here, and what our tree cannot say is refused by name.
Both agree on the unanswered: a comparison with it does not hold, except ``!=``, which does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from pyxform.parsing.expression import parse_expression

from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Expression, Negation, Operator, Subject

FACT_PREFIX = "fact_"


class NotCovered(Exception):
    """An expression says something that our conditions cannot; the text is the reason."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """A limit on how long or how many an answer may be: ``string-length(.) <= 200``."""

    function: str
    operator: Operator
    number: int


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What the names in a form mean here: the field of a reference, and the value of a literal compared with it."""

    own: str
    field: Callable[[str], str]
    value: Callable[[str, str], str]


@dataclass(frozen=True, kw_only=True)
class _Reference:
    subject: Subject
    name: str


_Operand: TypeAlias = "_Reference | str | Decimal"
_SIZES = frozenset({"string-length(", "count-selected("})
_OPERATORS: Mapping[str, Operator] = {
    ">": Operator.ABOVE,
    ">=": Operator.AT_LEAST,
    "<": Operator.BELOW,
    "<=": Operator.AT_MOST,
}
_SIGNS = {operator: sign for sign, operator in _OPERATORS.items()}
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}


def translate(text: str, vocabulary: Vocabulary) -> tuple[Expression | Size, ...]:
    """Return the parts of an expression that must all hold.

    Raises:
        NotCovered: with the function or form that our conditions do not have.
    """
    parser = _Parser(text, vocabulary)
    parts = parser.conjunction()
    if parser.kind:
        raise NotCovered(f"{parser.word!r} is not understood here")
    return parts


class _Parser:
    """Recursive descent over pyxform's tokens; spaces are skipped and ``>`` ``=`` joined."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        found = [(str(token.type), str(token).strip()) for token in parse_expression(f" {text} ")]
        self.tokens = _joined([(kind, word) for kind, word in found if kind != "WHITESPACE"])
        self.vocabulary = vocabulary
        self.place = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    @property
    def word(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else "the end"

    def take(self, word: str = "") -> str:
        """Step over a token, which must be ``word`` where one is given."""
        taken = self.word
        if word and taken != word:
            raise NotCovered(f"{word!r} was expected, not {taken!r}")
        self.place += 1
        return taken

    def conjunction(self) -> tuple[Expression | Size, ...]:
        """Read a whole expression; where it is no ``and``, the only part."""
        alternatives = [self._all()]
        while self.word == "or":
            self.take()
            alternatives.append(self._all())
        if len(alternatives) == 1:
            return tuple(alternatives[0])
        return (_any_of([_all_of(parts) for parts in alternatives]),)

    def _all(self) -> list[Expression | Size]:
        parts = [self._part()]
        while self.word == "and":
            self.take()
            parts.append(self._part())
        return parts

    def _part(self) -> Expression | Size:
        if self.kind == "OPEN_PAREN":
            self.take()
            return self._closed()
        if self.word == "not(":
            self.take()
            return Negation(part=self._closed())
        if self.word == "selected(":
            return self._selected()
        if self.word in _SIZES:
            return self._size()
        return self._comparison()

    def _closed(self) -> Expression:
        parts = list(self.conjunction())
        self.take(")")
        return _all_of(parts)

    def _selected(self) -> Expression:
        self.take()
        reference = self._operand()
        self.take(",")
        value = self._operand()
        self.take(")")
        if not isinstance(reference, _Reference) or not isinstance(value, str):
            raise NotCovered("selected() is understood for a question and one written value")
        return self._in(reference, value)

    def _size(self) -> Size:
        function = self.take()
        if self.word not in {".", f"${{{self.vocabulary.own}}}"}:
            raise NotCovered(f"{function}) is understood for its own question")
        self.take()
        self.take(")")
        sign, number = self.take(), self.take()
        if sign not in {"<", "<="} or not number.isdigit():
            raise NotCovered(f"{function}) is understood as an upper limit")
        return Size(function=function, operator=_OPERATORS[sign], number=int(number))

    def _comparison(self) -> Expression:
        left = self._operand()
        sign = self.take()
        if sign not in _FLIPPED:
            raise NotCovered(f"{sign!r} is not a comparison that is understood here")
        right = self._operand()
        if not isinstance(left, _Reference):
            left, right, sign = right, left, _FLIPPED[sign]
        if not isinstance(left, _Reference):
            raise NotCovered("a comparison of two written values")
        return self._compared(left, sign, right)

    def _compared(self, left: _Reference, sign: str, right: _Operand) -> Expression:
        if sign in _OPERATORS:
            other = right.name if isinstance(right, _Reference) else ""
            if isinstance(right, _Reference) and right.subject is Subject.FACT:
                raise NotCovered("a comparison with a fact on the right")
            values = () if other else (str(right),)
            return _leaf(left, _OPERATORS[sign], values, other)
        if isinstance(right, _Reference):
            raise NotCovered(f"{sign!r} between two answers")
        if right == "":
            answered = _leaf(left, Operator.ANSWERED)
            return answered if sign == "!=" else Negation(part=answered)
        equal = self._in(left, str(right) if isinstance(right, str) else f"{right:f}")
        return equal if sign == "=" else Negation(part=equal)

    def _in(self, reference: _Reference, value: str) -> Expression:
        known = value if reference.subject is Subject.FACT else self.vocabulary.value(reference.name, value)
        return _leaf(reference, Operator.IN, (known,))

    def _operand(self) -> _Operand:
        kind, word = self.kind, self.take()
        match kind:
            case "SELF_REF":
                return _Reference(subject=Subject.ANSWER, name=self.vocabulary.field(self.vocabulary.own))
            case "PYXFORM_REF":
                return self._reference(word[2:-1])
            case "NUMBER":
                return Decimal(word)
            case "SYSTEM_LITERAL":
                return word[1:-1]
        if word == "date(" and self.kind == "SYSTEM_LITERAL":
            day = self.take()[1:-1]
            self.take(")")
            return day
        raise NotCovered(f"{word + ')' if kind == 'FUNC_CALL' else repr(word)} is not understood here")

    def _reference(self, name: str) -> _Reference:
        if name.startswith(FACT_PREFIX):
            return _Reference(subject=Subject.FACT, name=name.removeprefix(FACT_PREFIX))
        return _Reference(subject=Subject.ANSWER, name=self.vocabulary.field(name))


def _joined(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for kind, word in tokens:
        if word == "=" and joined and joined[-1][1] in {"<", ">"}:
            joined[-1] = (kind, f"{joined[-1][1]}=")
        else:
            joined.append((kind, word))
    return joined


def _leaf(reference: _Reference, operator: Operator, values: tuple[str, ...] = (), other: str = "") -> Comparison:
    return Comparison(subject=reference.subject, name=reference.name, operator=operator, values=values, other=other)


def _all_of(parts: Sequence[Expression | Size]) -> Expression:
    whole = [part for part in parts if not isinstance(part, Size)]
    if len(whole) < len(parts):
        raise NotCovered("a limit of length or number stands alone or under 'and' only")
    return whole[0] if len(whole) == 1 else AllOf(parts=tuple(whole))


def _any_of(parts: Sequence[Expression]) -> Expression:
    """Join alternatives; equalities of one field become one list of values, as people write them here."""
    first = parts[0]
    if isinstance(first, Comparison) and first.operator is Operator.IN:
        same = [p for p in parts if isinstance(p, Comparison) and p.operator is Operator.IN and p.name == first.name]
        if len(same) == len(parts) and {part.subject for part in same} == {first.subject}:
            values = tuple(dict.fromkeys(value for part in same for value in part.values))
            return Comparison(subject=first.subject, name=first.name, operator=Operator.IN, values=values)
    return AnyOf(parts=tuple(parts))


@dataclass(frozen=True, kw_only=True)
class Names:
    """What fields and values are called in an exported form, and which of them hold several values or days."""

    own: str
    reference: Callable[[str], str]
    value: Callable[[str, str], str]
    is_several: Callable[[str], bool]


def written(expression: Expression, names: Names) -> str:
    """Return a condition as XPath; :func:`translate` reads it back to the same tree."""
    match expression:
        case AllOf(parts=parts):
            return " and ".join(_enclosed(part, names) for part in parts)
        case AnyOf(parts=parts):
            return " or ".join(_enclosed(part, names) for part in parts)
        case Negation(part=Comparison(operator=Operator.ANSWERED) as leaf):
            return f"{_called(leaf, names)} = ''"
        case Negation(part=part):
            return f"not({written(part, names)})"
        case Comparison():
            return _written_leaf(expression, names)


def _enclosed(part: Expression, names: Names) -> str:
    text = written(part, names)
    is_joined = isinstance(part, AllOf | AnyOf) or (isinstance(part, Comparison) and len(part.values) > 1)
    return f"({text})" if is_joined else text


def _called(leaf: Comparison, names: Names) -> str:
    if leaf.subject is Subject.FACT:
        return f"${{{FACT_PREFIX}{leaf.name}}}"
    return "." if leaf.name == names.own else f"${{{names.reference(leaf.name)}}}"


def _written_leaf(leaf: Comparison, names: Names) -> str:
    called = _called(leaf, names)
    if leaf.operator is Operator.ANSWERED:
        return f"{called} != ''"
    if leaf.operator is Operator.IN:
        values = leaf.values if leaf.subject is Subject.FACT else [names.value(leaf.name, v) for v in leaf.values]
        if leaf.subject is Subject.ANSWER and names.is_several(leaf.name):
            return " or ".join(f"selected({called}, '{value}')" for value in values)
        return " or ".join(f"{called} = '{value}'" for value in values)
    bound = f"${{{names.reference(leaf.other)}}}" if leaf.other else leaf.values[0]
    if not leaf.other and "-" in bound[1:]:
        bound = f"date('{bound}')"
    return f"{called} {_SIGNS[leaf.operator]} {bound}"
