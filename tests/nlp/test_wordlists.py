import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.features import lay_out
from nlp.trie import trie_pattern
from nlp.wordlists import word_finder

WORDS = {"社区": (0,), "社区医院": (1,), "医院": (1, 2), "水": (3,)}


def test_overlapping_words_are_all_found_with_all_their_owners() -> None:
    codes = lay_out(["去社区医院", "水"]).codes
    positions, owners, lengths = word_finder(WORDS).find(codes, [np.arange(len(codes))] * 3)
    assert set(zip(positions.tolist(), owners.tolist(), strict=True)) == {(1, 0), (1, 1), (3, 1), (3, 2), (6, 3)}
    assert lengths.tolist() == [1, 2, 2, 2, 4]


@given(st.lists(st.text(alphabet="社区医院水a", max_size=12), max_size=4))
def test_it_finds_what_a_plain_search_finds(texts: list[str]) -> None:
    chunk = lay_out(texts)
    positions, *_ = word_finder(dict.fromkeys(WORDS, (0,))).find(chunk.codes, [np.arange(len(chunk.codes))] * 3)
    plain = [at for word in WORDS for at in range(len(chunk.joined)) if chunk.joined.startswith(word, at)]
    assert sorted(positions.tolist()) == sorted(plain)


def test_a_trie_shares_beginnings_and_prefers_the_longest() -> None:
    assert trie_pattern(["公交", "公交车", "社区"]) == "(?:公交(?:车)?|社区)"
