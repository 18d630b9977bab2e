import pickle

import pytest

from nlp.corpus import own_examples
from nlp.segmentation import Segmenter


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def test_both_engines_cut_our_whole_corpus_alike(segmenter: Segmenter) -> None:
    reference = Segmenter(engine="jieba")
    texts = [example.text for example in own_examples()]
    assert [segmenter.cut(text) for text in texts] == [reference.cut(text) for text in texts]


def test_nothing_is_lost(segmenter: Segmenter) -> None:
    text = "A区 12345热线，转来转去😀。\n"
    assert "".join(segmenter.cut(text)) == text


def test_punctuation_is_dropped_after_cutting_not_before(segmenter: Segmenter) -> None:
    assert segmenter.words_of("办事慢，性能差") == ["办事", "慢", "性能", "差"]


def test_added_words_stay_whole_and_survive_pickling() -> None:
    named = Segmenter(words=["石塘湾社区"])
    assert "石塘湾社区" in pickle.loads(pickle.dumps(named)).cut("我住石塘湾社区三组")  # noqa: S301  our own bytes
