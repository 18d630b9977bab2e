"""What is done for a whole chunk at once, or by a faster expression, is what would be done one by one and plainly."""

import re
from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.alternatives import first_come, taken_apart, tried
from nlp.corpus import own_examples
from nlp.features import SEPARATOR, TITLE_WEIGHT, hash_grams, lay_out, sort_grams
from nlp.lexicon import alternation, sections
from nlp.mentions import _STOP
from nlp.normalize import normalise, normalise_all
from nlp.privacy import mask, mask_all
from nlp.sieve import sieve_of, with_guarded_gaps
from nlp.structure import cue_names, cue_patterns

OWN = [normalise(example.text) for example in own_examples()]
SECRETS = (
    "我叫李晓明，微信abc_12345，QQ：12345，１３８００１３８０００粤B12345 0731-82881234 "
    "a@b.cn 联系人：钱女士<br>\u3000\x1e\n電話3栋2单元502号房室"
)
TEXTS = st.lists(st.one_of(st.text(max_size=40), st.text(alphabet=SECRETS, max_size=60)), max_size=6)


@given(TEXTS)
def test_normalising_many_texts_is_normalising_each(texts: list[str]) -> None:
    assert normalise_all(texts) == [normalise(text) for text in texts]
    assert normalise_all(OWN) == OWN


@given(TEXTS)
def test_masking_many_texts_is_masking_each(texts: list[str]) -> None:
    assert mask_all(texts) == [mask(text) for text in texts]


def test_masking_our_corpus_at_once_is_masking_each_of_it() -> None:
    texts = [*OWN, *(SECRETS[start:] for start in range(len(SECRETS)))]
    assert mask_all(texts) == [mask(text) for text in texts]


def test_grams_are_counted_as_a_dictionary_would() -> None:
    bits, texts = 20, [*OWN[:40], *OWN[-40:], "", "a b"]
    chunk = lay_out(texts)
    grams = hash_grams(chunk.codes, bits)
    counts = sort_grams(chunk, grams, bits).counts().tocsr()
    for row in range(len(texts)):
        first, last = chunk.starts[row], chunk.starts[row + 1]
        tally: Counter[int] = Counter()
        for place in range(first, last):
            weight = TITLE_WEIGHT if place < chunk.title_ends[row] else 1
            tally[int(grams.singles[place])] += weight * bool(grams.inked[place])
            tally[int(grams.doubles[place])] += weight * bool(grams.paired[place])
        found = dict(zip(counts[[row]].indices.tolist(), counts[[row]].data.tolist(), strict=True))
        assert found == pytest.approx({bucket: 1 + log(times) for bucket, times in tally.items() if times}, rel=1e-5)


@pytest.mark.parametrize(
    "pattern",
    [
        "请|请求|求|请教?",
        "不(?:管|理)|不理睬|不管不问",
        "没有?|有没有|没{2,}",
        "[没有]有|再(?=没)|有人管?",
        "(?:管|不管)[^。]{0,3}(?:人|没)|管|人没",
    ],
)
@given(st.text(alphabet="请求教不管理睬问没有再人。", max_size=40))
def test_an_expression_taken_apart_matches_where_it_did(pattern: str, text: str) -> None:
    apart, chunk = taken_apart(pattern), lay_out([text])
    places = sieve_of([apart.openings]).sift(chunk.codes).of(0) if apart.openings else np.zeros(0, dtype=np.int64)
    ends = tried(re.compile(pattern), chunk.joined, places.tolist())
    spans = [(place, end) for place, end in zip(places.tolist(), ends, strict=True) if end]
    words = [
        (at, at + len(word)) for word in apart.words for at in range(len(text)) if chunk.joined.startswith(word, at)
    ]
    starts, stops = np.array([*words, *spans, (0, 0)], dtype=np.int64)[:-1].T
    was_tried = np.repeat([False, True], [len(words), len(spans)])
    _, found = first_come(np.zeros(len(starts), dtype=np.int64), starts, stops, was_tried)
    assert found.tolist() == [match.start() for match in re.finditer(pattern, chunk.joined)]


@pytest.mark.parametrize(("name", "pattern"), list(zip(cue_names(), cue_patterns(), strict=True)), ids=cue_names())
def test_a_cue_with_guarded_gaps_matches_as_without(name: str, pattern: re.Pattern[str]) -> None:
    plain = alternation("cues", name).replace(r"\n]", rf"\n{SEPARATOR}]")
    assert with_guarded_gaps(plain) == pattern.pattern
    joined = "\n".join(OWN)
    unguarded = re.compile(plain, re.MULTILINE | re.ASCII)
    assert [match.span() for match in pattern.finditer(joined)] == [
        match.span() for match in unguarded.finditer(joined)
    ]


def test_words_that_end_a_name_are_found_as_without_a_guard() -> None:
    words = "|".join(sorted(" ".join(sections("bodies")["stop_words"]).split(), key=len, reverse=True))
    joined, plain = "\n".join(OWN), re.compile(f"{words}|{alternation('bodies', 'stop')}")
    assert [match.span() for match in _STOP.finditer(joined)] == [match.span() for match in plain.finditer(joined)]
