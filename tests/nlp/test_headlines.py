import numpy as np

from nlp.features import count_grams, hash_grams, lay_out
from nlp.headlines import count_title_grams

BITS = 12


def test_a_title_counts_once_more_in_buckets_of_its_own() -> None:
    chunk = lay_out(["路灯坏了\n请修", "没有题目"])
    titles = count_title_grams(chunk, BITS)
    alone = lay_out(["路灯坏了"])
    assert titles.shape == (2, 1 << BITS)
    assert titles[[0]].nnz == count_grams(alone, hash_grams(alone.codes, BITS), BITS).nnz
    assert titles[[1]].nnz == 0
    text = count_grams(chunk, hash_grams(chunk.codes, BITS), BITS)
    assert not set(titles[[0]].indices.tolist()) <= set(text[[0]].indices.tolist())


def test_the_same_title_falls_into_the_same_buckets_whatever_stands_beside_it() -> None:
    one = count_title_grams(lay_out(["公交晚点\n等了很久"]), BITS)
    other = count_title_grams(lay_out(["无关\n文字", "公交晚点\n别的"]), BITS)
    np.testing.assert_array_equal(np.sort(one[[0]].indices), np.sort(other[[1]].indices))
