"""What a pattern wants further on: where it is not there, the pattern cannot match, and elsewhere nothing is missed."""

import re
from re import _parser  # type: ignore[attr-defined]  # typeshed knows only the old public name

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.alternatives import taken_apart
from nlp.corpus import own_examples
from nlp.features import lay_out
from nlp.following import following_of, wants_of
from nlp.normalize import normalise
from nlp.sieve import FLAGS, by_bit, sieve_of
from nlp.structure import cue_names, cue_patterns

GAP = "[^。！？\n\x1e]"
PATTERNS = (
    rf"(?:反映|投诉){GAP}{{0,4}}(?:没有?|未|不)",
    rf"我{GAP}{{0,3}}(?:可以|能){GAP}{{0,2}}(?:吗|[?？])",
    rf"多次{GAP}*?不(?!能)",
    rf"再(?:次)?{GAP}{{0,9}}(?=没)(?:没人|没有)|没完{GAP}{{0,2}}我",
    r"[?？]{2,}[^。]{0,5}不",
    r"多次[\s人我]{1,3}不(?:能|没)",
    r"多次[^\s]{1,3}不(?:能|没)",
    rf"能(?:不能|吗|{GAP}{{0,3}}可以)我{{1,3}}不",
)
TEXTS = st.text(alphabet="反映投诉没有未不我可以能吗?？多次再人完。！\n\x1e", max_size=50)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(TEXTS)
def test_no_match_is_lost(pattern: str, text: str) -> None:
    apart, chunk = taken_apart(pattern), lay_out([text])
    sifted = sieve_of([apart.openings]).sift(chunk.codes)
    kept = following_of([apart.others]).fitting(chunk.codes, sifted).of(0)
    expression = re.compile(pattern, FLAGS)
    matching = [place for place in sifted.of(0).tolist() if expression.match(chunk.joined, place)]
    assert set(matching) <= set(kept.tolist()) <= set(sifted.of(0).tolist())


def test_of_our_corpus_half_the_tries_are_spared_and_no_match() -> None:
    chunk = lay_out([normalise(example.text) for example in own_examples()])
    aparts = [taken_apart(pattern.pattern) for pattern in cue_patterns()]
    sifted = sieve_of([apart.openings for apart in aparts]).sift(chunk.codes)
    kept = following_of([apart.others for apart in aparts]).fitting(chunk.codes, sifted)
    for number, (name, apart) in enumerate(zip(cue_names(), aparts, strict=True)):
        spared = np.setdiff1d(sifted.of(number), kept.of(number)).tolist()
        matching = [place for place in spared if cue_patterns()[number].match(chunk.joined, place)]
        assert all(chunk.joined.startswith(apart.words, place) for place in matching), name  # those are found as words
    tries = [sum(len(at) for at, _ in by_bit(some.patterns)) for some in (sifted, kept)]
    assert tries[1] < 0.7 * tries[0]


def test_what_is_wanted_stands_within_reach_and_before_what_may_end_the_sentence() -> None:
    (alternative,) = taken_apart(rf"多次{GAP}{{0,9}}(?:没有|未){GAP}{{0,5}}[。人][^没]{{0,2}}我").others
    assert [(sorted(map(chr, want.characters)), want.reach) for want in wants_of(alternative)] == [
        (["未", "没"], 11),
        (["。", "人"], 18),
    ]


def test_what_may_be_left_out_is_not_wanted() -> None:
    assert not wants_of(_parser.parse("多反映(?:没有)?(?!人)", FLAGS))
