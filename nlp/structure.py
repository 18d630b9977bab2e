"""What the shape of a message says, beside its words: named cues, counted where they stand.

Bags of n-grams see that a message speaks of a police station; they do not see that the writer reported something
three times and nobody came. A cue is a named regular expression (`lexicon/cues.txt`); its features are whether and how
often it occurs, whether it stands in the title, and whether it shares a sentence with a public body.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp.alternatives import Apart, first_come, taken_apart, tried
from nlp.features import SEPARATOR, Chunk
from nlp.following import Following, following_of
from nlp.lexicon import alternation, sections
from nlp.mentions import ENDING
from nlp.sieve import LENGTH, Sieve, openings_of, sieve_of, with_guarded_gaps
from nlp.trie import trie_pattern
from nlp.urgency import OPENING
from nlp.wordlists import WordFinder, word_finder

_KINDS = ("@title", "@public", "@private")
_REACH = 80  # characters within which the last actor named is taken for the subject of what follows
_HAN, _END, _QUESTION, _SHOUT = 1, 2, 4, 8
_WISH_REACH, _GREETING_REACH = 8, 25
_MORE_IN_TITLE, _ENOUGH_WORDS = 2, 6
_JUDGING = (
    *("unanswered_report", "repeated_report", "inaction", "delay", "broken_promise", "poor_service", "dissatisfied"),
    *("attitude_bad", "attitude_good", "praise", "thanks_for_deed", "corruption", "unfair_conduct"),
)
_GRADING = (
    *("corruption", "unfair_conduct", "harm", "outrage", "repeated_report", "unanswered_report", "years_of_failure"),
    *("inaction", "delay", "broken_promise", "dissatisfied", "attitude_bad", "demand", "sarcasm", "negation", "story"),
    *("request", "courtesy", "enquiry_open", "suggest", "first_person", "question", "poor_service"),
    *("praise", "attitude_good", "thanks_for_deed", "mixed_turn"),
    *("failed_again", "accusation", "despair", "scorn", "body_thanked", "body_praised"),
)
"""Cues that tell how satisfied the writer is, whoever stands beside them: accusation, repetition, anger, praise."""
_SHAPES = ("length", "sentences", "han", "questions", "exclamations", "last_is_question", "is_short")


@dataclass(frozen=True, kw_only=True)
class Hits:
    """Where cues stand in a chunk: column of the cue and offset of its first character, side by side.

    And whether a public body or a private party is the one told of there. So do words of a theme, side by side with it.
    At `name_endings` the end of a body's name may begin, at `alarms` a cry for help.
    """

    cue: NDArray[np.int64]
    position: NDArray[np.int64]
    of_public: NDArray[np.bool_]
    of_private: NDArray[np.bool_]
    theme: NDArray[np.int64]
    theme_position: NDArray[np.int64]
    name_endings: NDArray[np.int64]
    alarms: NDArray[np.int64]


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
    return cues + tuple(f"theme_share:{name}" for name in theme_names()) + _SHAPES + grade_names()


def feature_blocks() -> tuple[int, ...]:
    """Return the widths of the blocks in which dense columns stand: cues, theme words, shapes, grades."""
    return len(_KINDS) * len(cue_names()), len(theme_names()), len(_SHAPES), len(_GRADING)


def grade_names() -> tuple[str, ...]:
    """Return the names of the last dense columns, from which the level alone is learnt."""
    return tuple(f"grade:{name}" for name in _GRADING)


def find_cues(chunk: Chunk) -> Hits:
    """Find every cue, and whatever else a reader of the chunk needs, in every record at once."""
    sifted, cues = _following().fitting(chunk.codes, _sieve().sift(chunk.codes)), cue_patterns()
    *openings, name_endings, alarms = sifted.by_pattern()
    words = _words().find(chunk.codes, openings[len(cues) :])
    is_theme = words.owners < len(theme_names())
    of_themes, of_cues = np.flatnonzero(is_theme), np.flatnonzero(~is_theme)
    named, at = words.owners[of_cues] - len(theme_names()), words.positions[of_cues]
    numbers, starts, ends = _by_trying(chunk.joined, cues, openings[: len(cues)])
    cue, position = first_come(
        np.append(named, numbers),
        np.append(at, starts),
        np.append(at + words.lengths[of_cues], ends),
        np.repeat([False, True], [len(at), len(starts)]),
    )
    of_public, of_private = _by_actor(chunk, cue, position)
    return Hits(
        cue=cue,
        position=position,
        of_public=of_public,
        of_private=of_private,
        theme=words.owners[of_themes],
        theme_position=words.positions[of_themes],
        name_endings=name_endings,
        alarms=alarms,
    )


def _by_trying(
    text: str, patterns: Sequence[re.Pattern[str]], openings: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return which pattern matches at one of its openings, where, and to where."""
    tries = [tried(pattern, text, at.tolist()) for pattern, at in zip(patterns, openings, strict=True)]
    ends = np.array(list(chain.from_iterable(tries)), dtype=np.int64)
    numbers = np.repeat(np.arange(len(patterns)), list(map(len, tries)))
    found = np.flatnonzero(ends)
    return numbers[found], np.concatenate(openings)[found], ends[found]


def dense_features(chunk: Chunk, hits: Hits) -> NDArray[np.float32]:
    """Return one row per record: (records, len(feature_names())), values 0 to about 5."""
    count, width = len(chunk), len(cue_names())
    rows = chunk.rows[hits.position]
    in_title = hits.position < chunk.title_ends[rows]
    kinds = in_title, hits.of_public, hits.of_private
    blocks = [_tally(count, width, rows[chosen], hits.cue[chosen]) for chosen in kinds]
    grades = _tally(count, width, rows, hits.cue)[:, _grading_columns()]
    logs = [np.log1p(block) for block in blocks]
    return np.hstack([*logs, _theme_shares(chunk, hits), _shapes(chunk), np.log1p(grades)]).astype(np.float32)


def cue_weights(hits: Hits, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what every hit adds to a column by its actor; `weights` are the column's dense weights.

    What a hit adds by standing in the title is left out: a title announces, it does not prove.
    """
    width = len(cue_names())
    by_public = weights[width : 2 * width][hits.cue] * hits.of_public
    by_private = weights[2 * width : 3 * width][hits.cue] * hits.of_private
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


def _by_actor(
    chunk: Chunk, cue: NDArray[np.int64], position: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which hits follow close upon a public body, and which upon a private party: who did what is told.

    A body that is greeted or wished something of ("希望城管…") has not acted, so it is nobody's subject.
    """
    bodies, parties, wishes, greetings = (
        position[cue == cue_names().index(name)] for name in ("body", "private_party", "wish_word", "greeting")
    )
    asked = _soon_after(bodies, wishes, _WISH_REACH)
    greeted = _soon_after(bodies, greetings, _GREETING_REACH)
    acting = bodies[~asked & ~greeted]
    actors = np.concatenate([acting, parties])
    order = np.argsort(actors, kind="stable")
    is_public, actors = np.append(False, order < len(acting)), np.append(-_REACH - 1, actors[order])
    last = np.searchsorted(actors, position, side="right") - 1  # where there is none, the one far before all
    is_told = position - actors[last] <= _REACH
    is_told &= chunk.rows[np.maximum(actors[last], 0)] == chunk.rows[position]
    is_told &= actors[last - 1] != actors[last]  # two who are named by one word share its deeds
    return is_told & is_public[last], is_told & ~is_public[last]


def _soon_after(positions: NDArray[np.int64], marks: NDArray[np.int64], reach: int) -> NDArray[np.bool_]:
    """Return which positions stand within reach after a mark."""
    if not len(marks):
        return np.zeros(len(positions), dtype=bool)
    before = np.searchsorted(marks, positions, side="right") - 1
    return (before >= 0) & (positions - marks[np.maximum(before, 0)] <= reach)


def _tally(count: int, width: int, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    flat = np.bincount(rows * width + columns, minlength=count * width)
    return flat.reshape(count, width).astype(np.float64)


def _theme_shares(chunk: Chunk, hits: Hits) -> NDArray[np.float64]:
    """Return which share of the theme words found stands for each theme, those in the title counted three times.

    A word of several themes counts for each. A message of few words is not sure of its theme: so many make it whole.
    """
    width = len(theme_names())
    rows = chunk.rows[hits.theme_position]
    in_title = hits.theme_position < chunk.title_ends[rows]
    in_all, of_titles = (_tally(len(chunk), width, rows[some], hits.theme[some]) for some in (slice(None), in_title))
    counts = in_all + _MORE_IN_TITLE * of_titles
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), _ENOUGH_WORDS)
    return shares


def _shapes(chunk: Chunk) -> NDArray[np.float64]:
    lengths = np.diff(chunk.starts).astype(np.float64) - 1
    marks = _marks().take(chunk.codes, mode="clip")
    telling = np.flatnonzero(marks > _HAN)
    ends, questions, shouts = (
        _per_record(chunk, telling[(marks[telling] & mark) != 0]) for mark in (_END, _QUESTION, _SHOUT)
    )
    han = lengths + 1 - _per_record(chunk, np.flatnonzero((marks & _HAN) == 0))
    last = marks[np.maximum(chunk.starts[1:] - 2, 0)]
    return np.column_stack(
        [
            np.log1p(lengths) / 3,
            np.log1p(ends) / 2,
            han / np.maximum(lengths, 1),
            np.log1p(questions),
            np.log1p(shouts),
            (last & _QUESTION) != 0,
            lengths < 6,
        ]
    )


def _per_record(chunk: Chunk, places: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.diff(np.searchsorted(places, chunk.starts)).astype(np.float64)


@cache
def _marks() -> NDArray[np.uint8]:
    """What every character of the basic plane, and any beyond it, is to the shape of a message."""
    marks = np.zeros(0x10001, dtype=np.uint8)
    marks[0x3400:0xA000] = _HAN
    for mark, characters in ((_END, "。！？!?\n"), (_QUESTION, "？?吗呢"), (_SHOUT, "！!")):
        marks[list(map(ord, characters))] |= mark
    return marks


@cache
def cue_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the expression of every cue, in the order of their columns."""
    plain = [_bounded(alternation("cues", name)) for name in cue_names()]
    return tuple(re.compile(with_guarded_gaps(pattern), re.MULTILINE | re.ASCII) for pattern in plain)


@cache
def _apart() -> tuple[Apart, ...]:
    return tuple(taken_apart(pattern.pattern) for pattern in cue_patterns())


@cache
def _following() -> Following:
    return following_of([apart.others for apart in _apart()])


@cache
def _sieve() -> Sieve:
    """The sieve of what is no word in the cues, of words by their length, of ends of names and of cries for help."""
    words = map(trie_pattern, _words().words_by_length)
    openings = [openings_of(pattern, LENGTH) for pattern in (*words, ENDING.pattern, OPENING)]
    return sieve_of([*(apart.openings for apart in _apart()), *openings])


def _bounded(pattern: str) -> str:
    """Let no gap reach from one record into the next."""
    return pattern.replace(r"\n]", rf"\n{SEPARATOR}]")


@cache
def _words() -> WordFinder:
    """The words of the themes, and behind them those of the cues."""
    lists = [" ".join(lines).split() for lines in sections("themes").values()]
    lists += [list(apart.words) for apart in _apart()]
    owners: dict[str, tuple[int, ...]] = {}
    for column, words in enumerate(lists):
        for word in words:
            owners[word] = (*owners.get(word, ()), column)
    return word_finder(owners)
