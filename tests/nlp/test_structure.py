import numpy as np
import pytest

from nlp.corpus import own_examples
from nlp.features import lay_out
from nlp.normalize import normalise
from nlp.structure import cue_names, dense_features, feature_names, find_cues


def seen(text: str, name: str) -> float:
    chunk = lay_out([text])
    return float(dense_features(chunk, find_cues(chunk))[0, feature_names().index(name)])


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("城管局收到投诉，多次反映都没有结果", "unanswered_report@public"),
        ("社区互相推诿", "inaction@public"),
        ("窗口的人态度恶劣", "attitude_bad@public"),
        ("镇政府答应年底修好，但至今没动工", "broken_promise@public"),
        ("开发商至今没有交房", "delay@private"),
        ("请问怎么办理\n需要证件", "enquiry_open@title"),
    ],
)
def test_a_cue_is_seen_with_who_did_it(text: str, cue: str) -> None:
    assert seen(text, cue) > 0


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("希望城管局管一管，开发商至今没有交房", "delay@public"),
        ("尊敬的区政府，开发商至今没有交房", "delay@public"),
        ("请问怎么办理", "enquiry_open@title"),
    ],
)
def test_a_body_greeted_or_wished_something_of_has_not_acted(text: str, cue: str) -> None:
    assert seen(text, cue) == 0


def test_records_of_one_chunk_do_not_touch() -> None:
    texts = ["社区", "互相推诿", "投诉", "没有结果", ""]
    together = lay_out(texts)
    features = dense_features(together, find_cues(together))
    for row, text in enumerate(texts):
        alone = lay_out([text])
        np.testing.assert_array_equal(features[row], dense_features(alone, find_cues(alone))[0])


def test_every_cue_occurs_in_our_corpus_or_is_dead_weight() -> None:
    chunk = lay_out([normalise(example.text) for example in own_examples()])
    found = {cue_names()[cue] for cue in np.unique(find_cues(chunk).cue)}
    assert found == set(cue_names())
