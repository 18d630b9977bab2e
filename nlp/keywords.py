"""Words that tell one class of texts from the others, by class-based TF-IDF.

M. Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure", 2022: the weight of a word in
a class is its share there times ln(1 + average words per class / its count in all classes).
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log

from nlp.lexicon import alternation, sections
from nlp.segmentation import Segmenter

KEYWORDS = 6
_LEAST_LETTERS, _LEAST_TEXTS = 2, 2
_REMEMBERED = 1 << 16
"""Words that were asked about: the same few thousand come again and again, and the list is long."""


def keywords_by_class(
    classes: Sequence[Sequence[str]], segmenter: Segmenter, most: int = KEYWORDS
) -> list[tuple[str, ...]]:
    """Return the words of each class of texts with the most weight, the heaviest first, equals in their own order.

    A word counts once per text, so that one long letter does not speak for all, and stands in two texts of the class
    at least, so that a name that only one citizen writes is never shown; a class of one text has no keywords. Words of
    the stop list (lexicon/stopwords.txt) count nowhere.
    """
    counts = [Counter(word for text in texts for word in _different_words(text, segmenter)) for texts in classes]
    everywhere: Counter[str] = Counter()
    for words in counts:
        everywhere.update(words)
    average = everywhere.total() / max(len(classes), 1)
    found = []
    for words in counts:
        weights = {word: n * log(1 + average / everywhere[word]) for word, n in words.items() if n >= _LEAST_TEXTS}
        found.append(tuple(sorted(weights, key=lambda word: (-weights[word], word))[:most]))
    return found


@lru_cache(maxsize=_REMEMBERED)
def says_nothing(word: str) -> bool:
    """Return whether a word says nothing of a matter: a pronoun, a count, a function word, a word of the operators.

    >>> says_nothing("三年"), says_nothing("联系电话"), says_nothing("三轮车")
    (True, True, False)
    """
    return len(word) < _LEAST_LETTERS or word.isdigit() or _stop_words().fullmatch(word) is not None


@cache
def _stop_words() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternation('stopwords', section)})" for section in sections("stopwords")))


def _different_words(text: str, segmenter: Segmenter) -> set[str]:
    return {word for word in set(segmenter.words_of(text)) if not says_nothing(word)}
