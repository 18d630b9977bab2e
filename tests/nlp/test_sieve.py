import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.corpus import own_examples
from nlp.features import lay_out
from nlp.lexicon import sections
from nlp.normalize import normalise
from nlp.sieve import ANY, matches, openings_of, sieve
from nlp.structure import cue_patterns, find_cues

PATTERNS = [
    "[省市]委(?!托)|(?<!大)局长?",
    "(?:多|再)次[^。]{0,4}(?:没|不)",
    "[一二两]+(?:年|个月)",
    r"\d+天|！{2,}",
    "不|没",
    "办?(?:理|成)x*",
]


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        ("ab", {(97, 98)}),
        ("a", {(97, ANY)}),
        ("a?b", {(97, 98), (98, ANY)}),
        ("[ab](?=c)", {(97, ANY), (98, ANY)}),
        ("[^a]b", {(ANY, 98)}),
        ("a{2,}", {(97, 97)}),
    ],
)
def test_the_openings_of_a_pattern(pattern: str, openings: set[tuple[int, int]]) -> None:
    assert openings_of(pattern) == openings


@pytest.mark.parametrize("pattern", ["a*", ".", "(?:|a)", "[^a]+"])
def test_a_pattern_that_may_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="begin with anything"):
        openings_of(pattern)


@given(st.text(alphabet="省市委托大局长多再次没不。一二两年个月3天！办理成x\n", max_size=60))
def test_sifting_loses_no_match(text: str) -> None:
    sifted = sieve(PATTERNS).sift(np.array([ord(character) for character in text], dtype=np.uint32))
    for number, pattern in enumerate(map(re.compile, PATTERNS)):
        found = [match.span() for match in matches(pattern, text, sifted.of(number).tolist())]
        assert found == [match.span() for match in pattern.finditer(text)]


def test_every_cue_is_found_where_a_plain_search_finds_it() -> None:
    chunk = lay_out([normalise(example.text) for example in own_examples()[:300]])
    hits = find_cues(chunk)
    for column, pattern in enumerate(cue_patterns()):
        plain = [match.start() for match in pattern.finditer(chunk.joined)]
        assert hits.position[hits.cue == column].tolist() == plain


def test_a_sieve_holds_so_many_patterns_and_no_more() -> None:
    with pytest.raises(ValueError, match="65 patterns"):
        sieve(["a"] * 65)


def test_every_cue_may_be_sifted() -> None:
    assert len(cue_patterns()) == len(sections("cues"))
