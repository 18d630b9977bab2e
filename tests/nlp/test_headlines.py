import numpy as np
from scipy.sparse import csr_array

from nlp.features import hash_grams, lay_out, sort_grams

BITS = 12


def titles_of(*texts: str) -> csr_array:
    return _counted(*texts)[len(texts) :]


def counts_of(*texts: str) -> csr_array:
    return _counted(*texts)[: len(texts)]


def _counted(*texts: str) -> csr_array:
    chunk = lay_out(texts)
    return sort_grams(chunk, hash_grams(chunk.codes, BITS), BITS).counts().tocsr()


def test_a_title_counts_once_more_in_buckets_of_its_own() -> None:
    texts = "路灯坏了\n请修", "没有题目"
    titles, text = titles_of(*texts), counts_of(*texts)
    assert titles.shape == (2, 1 << BITS)
    assert titles[[0]].nnz == counts_of("路灯坏了").nnz
    assert titles[[1]].nnz == 0
    assert not set(titles[[0]].indices.tolist()) <= set(text[[0]].indices.tolist())


def test_the_same_title_falls_into_the_same_buckets_whatever_stands_beside_it() -> None:
    one = titles_of("公交晚点\n等了很久")
    other = titles_of("无关\n文字", "公交晚点\n别的")
    np.testing.assert_array_equal(np.sort(one[[0]].indices), np.sort(other[[1]].indices))
