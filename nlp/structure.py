"""What the shape of a message says, beside its words: named cues, counted where they stand.

Bags of n-grams see that a message speaks of a police station; they do not see that the writer reported something
three times and nobody came. A cue is a named regular expression (`lexicon/cues.txt`); its features are whether and how
often it occurs, whether it stands in the title, and whether it shares a sentence with a public body.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR, Chunk
from nlp.lexicon import alternation, sections
from nlp.sieve import Sieve, matches, sieve
from nlp.trie import trie_pattern
from nlp.wordlists import WordFinder, word_finder

_KINDS = ("@title", "@public", "@private")
_REACH = 80  # characters within which the last actor named is taken for the subject of what follows
_SINGLE = re.compile(r"[一-龥](?:\|[一-龥])*")
_WISH_REACH, _GREETING_REACH = 8, 25
_JUDGING = (
    *("unanswered_report", "repeated_report", "inaction", "delay", "broken_promise", "poor_service", "dissatisfied"),
    *("attitude_bad", "attitude_good", "praise", "thanks_for_deed", "corruption", "unfair_conduct"),
)
_GRADING = (
    *("corruption", "unfair_conduct", "harm", "outrage", "repeated_report", "unanswered_report", "years_of_failure"),
    *("inaction", "delay", "broken_promise", "dissatisfied", "attitude_bad", "demand", "sarcasm", "negation", "story"),
    *("request", "courtesy", "enquiry_open", "suggest", "first_person", "question", "poor_service"),
    *("praise", "attitude_good", "thanks_for_deed", "mixed_turn"),
)
"""Cues that tell how satisfied the writer is, whoever stands beside them: accusation, repetition, anger, praise."""
_SHAPES = ("length", "sentences", "han", "questions", "exclamations", "last_is_question", "is_short")


@dataclass(frozen=True, kw_only=True)
class Hits:
    """Where cues stand in a chunk: column of the cue and offset of its first character, side by side.

    `theme_openings` are the places at which a theme word may begin.
    """

    cue: NDArray[np.int64]
    position: NDArray[np.int64]
    theme_openings: NDArray[np.int64]


@cache
def cue_names() -> tuple[str, ...]:
    """Return the names of all cues, in the order of their columns."""
    return tuple(sections("cues"))


@cache
def theme_names() -> tuple[str, ...]:
    """Return the fifteen first-level classes, in the order of their columns."""
    return tuple(sections("themes"))


def feature_names() -> tuple[str, ...]:
    """Return the name of every dense column."""
    cues = tuple(name + kind for kind in _KINDS for name in cue_names())
    return cues + tuple(f"theme:{name}" for name in theme_names()) + _SHAPES + grade_names()


def feature_blocks() -> tuple[int, ...]:
    """Return the widths of the blocks in which dense columns stand: cues, theme words, shapes, grades."""
    return len(_KINDS) * len(cue_names()), len(theme_names()), len(_SHAPES), len(_GRADING)


def grade_names() -> tuple[str, ...]:
    """Return the names of the last dense columns, from which the level alone is learnt."""
    return tuple(f"grade:{name}" for name in _GRADING)


def find_cues(chunk: Chunk) -> Hits:
    """Find every cue in every record of the chunk at once."""
    sifted = _sieve().sift(chunk.codes)
    positions = [_starts(pattern, chunk.joined, sifted.of(column)) for column, pattern in enumerate(cue_patterns())]
    columns = np.repeat(np.arange(len(positions)), [len(starts) for starts in positions])
    words = sifted.of(len(positions))
    return Hits(cue=columns, position=np.concatenate(positions), theme_openings=words)


def _starts(pattern: re.Pattern[str], text: str, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the pattern matches; a pattern of single characters does wherever it may begin."""
    if _SINGLE.fullmatch(pattern.pattern):
        return places
    return np.fromiter((match.start() for match in matches(pattern, text, places.tolist())), dtype=np.int64)


def dense_features(chunk: Chunk, hits: Hits) -> NDArray[np.float32]:
    """Return one row per record: (records, len(feature_names())), values 0 to about 5."""
    count, width = len(chunk), len(cue_names())
    rows = chunk.rows[hits.position]
    public, private = _by_actor(chunk, hits)
    in_title = hits.position < chunk.title_ends[rows]
    blocks = [_tally(count, width, rows[chosen], hits.cue[chosen]) for chosen in (in_title, public, private)]
    grades = _tally(count, width, rows, hits.cue)[:, _grading_columns()]
    logs = [np.log1p(block) for block in (*blocks, _theme_tally(chunk, hits))]
    return np.hstack([*logs, _shapes(chunk), np.log1p(grades)]).astype(np.float32)


def cue_weights(chunk: Chunk, hits: Hits, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what every hit adds to a column by its actor; `weights` are the column's dense weights.

    What a hit adds by standing in the title is left out: a title announces, it does not prove.
    """
    width = len(cue_names())
    public, private = _by_actor(chunk, hits)
    by_public = weights[width : 2 * width][hits.cue] * public
    by_private = weights[2 * width : 3 * width][hits.cue] * private
    result: NDArray[np.float32] = by_public + by_private
    return result


def judging_places(hits: Hits) -> NDArray[np.int64]:
    """Return where words begin that judge a performance, in ascending order."""
    return np.sort(hits.position[np.isin(hits.cue, _judging_columns())])


@cache
def _grading_columns() -> NDArray[np.int64]:
    return np.array([cue_names().index(name) for name in _GRADING], dtype=np.int64)


@cache
def _judging_columns() -> NDArray[np.int64]:
    return np.array([column for column, name in enumerate(cue_names()) if name in _JUDGING], dtype=np.int64)


def _by_actor(chunk: Chunk, hits: Hits) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which hits follow close upon a public body, and which upon a private party: who did what is told.

    A body that is greeted or wished something of ("希望城管…") has not acted, so it is nobody's subject.
    """
    bodies, parties = _places(hits, "body"), _places(hits, "private_party")
    asked = _soon_after(bodies, _places(hits, "wish_word"), _WISH_REACH)
    greeted = _soon_after(bodies, _places(hits, "greeting"), _GREETING_REACH)
    acting = bodies[~asked & ~greeted]
    since_public = _since(hits.position, acting, chunk)
    since_private = _since(hits.position, parties, chunk)
    public = (since_public <= _REACH) & (since_public < since_private)
    return public, (since_private <= _REACH) & (since_private < since_public)


def _places(hits: Hits, cue: str) -> NDArray[np.int64]:
    return np.sort(hits.position[hits.cue == cue_names().index(cue)])


def _soon_after(positions: NDArray[np.int64], marks: NDArray[np.int64], reach: int) -> NDArray[np.bool_]:
    """Return which positions stand within reach after a mark."""
    if not len(marks):
        return np.zeros(len(positions), dtype=bool)
    before = np.searchsorted(marks, positions, side="right") - 1
    return (before >= 0) & (positions - marks[np.maximum(before, 0)] <= reach)


def _since(positions: NDArray[np.int64], actors: NDArray[np.int64], chunk: Chunk) -> NDArray[np.int64]:
    """Return how far back the last actor of the same record stands; beyond any reach where there is none."""
    far = np.int64(_REACH * 1000)
    if not len(actors):
        return np.full(len(positions), far)
    before = np.searchsorted(actors, positions, side="right") - 1
    last = actors[np.maximum(before, 0)]
    same = (before >= 0) & (chunk.rows[last] == chunk.rows[positions])
    return np.where(same, positions - last, far)


def _tally(count: int, width: int, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    flat = np.bincount(rows * width + columns, minlength=count * width)
    return flat.reshape(count, width).astype(np.float64)


def _theme_tally(chunk: Chunk, hits: Hits) -> NDArray[np.float64]:
    """Count theme words, those in the title twice; a word of several themes counts for each."""
    width = len(theme_names())
    positions, columns = _theme_words().find(chunk.codes, hits.theme_openings)
    rows = chunk.rows[positions]
    in_title = positions < chunk.title_ends[rows]
    return _tally(len(chunk), width, rows, columns) + _tally(len(chunk), width, rows[in_title], columns[in_title])


def _shapes(chunk: Chunk) -> NDArray[np.float64]:
    lengths = np.diff(chunk.starts).astype(np.float64) - 1
    ends = _per_record(chunk, np.isin(chunk.codes, _codes("。！？!?\n")))
    questions = _per_record(chunk, np.isin(chunk.codes, _codes("？?吗呢")))
    shouts = _per_record(chunk, np.isin(chunk.codes, _codes("！!")))
    han = _per_record(chunk, (chunk.codes >= 0x3400) & (chunk.codes <= 0x9FFF))
    last = chunk.codes[np.maximum(chunk.starts[1:] - 2, 0)]
    return np.column_stack(
        [
            np.log1p(lengths) / 3,
            np.log1p(ends) / 2,
            han / np.maximum(lengths, 1),
            np.log1p(questions),
            np.log1p(shouts),
            np.isin(last, _codes("？?吗呢")),
            lengths < 6,
        ]
    )


def _per_record(chunk: Chunk, flags: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.add.reduceat(flags, chunk.starts[:-1]).astype(np.float64)


def _codes(characters: str) -> NDArray[np.uint32]:
    return np.array([ord(character) for character in characters], dtype=np.uint32)


@cache
def cue_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the expression of every cue, in the order of their columns."""
    return tuple(re.compile(_bounded(alternation("cues", name)), re.MULTILINE | re.ASCII) for name in cue_names())


@cache
def _sieve() -> Sieve:
    """The sieve of all cues, and last of the theme words."""
    return sieve([*(pattern.pattern for pattern in cue_patterns()), trie_pattern(_theme_words().owners)])


def _bounded(pattern: str) -> str:
    """Let no gap reach from one record into the next."""
    return pattern.replace(r"\n]", rf"\n{SEPARATOR}]")


@cache
def _theme_words() -> WordFinder:
    owners: dict[str, tuple[int, ...]] = {}
    for column, lines in enumerate(sections("themes").values()):
        for word in " ".join(lines).split():
            owners[word] = (*owners.get(word, ()), column)
    return word_finder(owners)
