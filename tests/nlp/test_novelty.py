"""What a model has never seen."""

from nlp.novelty import unknown_shares
from nlp.pipeline import Pipeline


def test_strange_words_are_unknown_and_common_ones_are_not(pipeline: Pipeline) -> None:
    common, strange, nothing = unknown_shares(
        pipeline.model, ["多次向社区反映没有人处理，非常不满意。", "𠮷野家龘靐齉爩麤䲜䨺䯂鱻", ""]
    )
    assert common < 0.1
    assert strange > 0.4  # some share a bucket with a known gram by chance
    assert nothing == 0


def test_a_text_s_share_does_not_depend_on_its_neighbours(pipeline: Pipeline) -> None:
    texts = ["小区停水三天", "公交车晚点"]
    together = unknown_shares(pipeline.model, texts)
    assert [unknown_shares(pipeline.model, [text])[0] for text in texts] == together.tolist()
