"""The weighting scheme: how evidence becomes a total.

A scheme is fixed before a period opens; whatever replaces it later is another version, adopted on record. It either
makes sense or does not exist: weights add up to exactly one under every parent and for every category of units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.assessment.consistency import list_problems
from surveys.assessment.grades import GradeRule
from surveys.assessment.individuals import IndividualRule
from surveys.assessment.periods import YearRule
from surveys.assessment.progress import WarningRule
from surveys.assessment.tree import (
    AdjustmentRule,
    Category,
    ImportedNode,
    ReverseNode,
    SchemeNode,
    TieRule,
    WeightedNode,
    walk,
    weights_under,
)
from surveys.questionnaire.consistency import DefinitionProblems
from surveys.questionnaire.texts import Text


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The whole rule. ``root`` is the total before adjustments; ``places`` are the published decimals.

    year         how twelve months become a year; individuals: how people share in a unit's tasks; grades: of people for
                 the year; warnings: in four colours. None where the scheme says nothing of it

    Raises:
        DefinitionProblems: at construction, with everything that is inconsistent.
    """

    code: str
    version: str
    title: Text
    root: SchemeNode
    categories: tuple[Category, ...] = ()
    adjustments: AdjustmentRule = field(default_factory=AdjustmentRule)
    places: int = 2
    ties: TieRule = TieRule.SHARED
    year: YearRule | None = None
    individuals: IndividualRule | None = None
    grades: GradeRule | None = None
    warnings: WarningRule | None = None

    def __post_init__(self) -> None:
        problems = list_problems(
            code=self.code,
            version=self.version,
            title=self.title,
            root=self.root,
            categories=self.categories,
            adjustments=self.adjustments,
            places=self.places,
        )
        if problems:
            raise DefinitionProblems(problems)

    def find_category(self, code: str) -> Category | None:
        """Return the class of units of a code."""
        return next((category for category in self.categories if category.code == code), None)

    def weights_of(self, node: WeightedNode, category: str = "") -> dict[str, Decimal]:
        """Return the weight of each child of a node for a category: node code → weight, adding up to one."""
        return weights_under(node, self.find_category(category))

    def nodes(self) -> Iterator[SchemeNode]:
        """Yield every node, parents before children."""
        return walk(self.root)

    def components(self) -> tuple[str, ...]:
        """Return the codes of the scores to be imported."""
        return tuple(node.component for node in self.nodes() if isinstance(node, ImportedNode))

    def rater_groups(self) -> dict[str, Text]:
        """Return the groups whose ballots are scored, group code → label, in the order of the scheme."""
        return {group.code: group.label for n in self.nodes() if isinstance(n, ReverseNode) for group in n.groups}
