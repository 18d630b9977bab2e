from nlp.composition import LONGEST, composed
from nlp.corpus import Example, own_examples

STORY = Example(text="派出所报警三次无人来\n我报了三次警，没有人来。", kind="valid", level=2, theme="政法")
PLEA = Example(text="请求增设监控\n这里没有监控。希望尽快安装，谢谢领导！", kind="request", theme="政法")


def test_a_joined_message_is_made_of_one_judgement_and_one_other_message_of_its_theme() -> None:
    examples = own_examples()
    for joined in composed(examples, seed=1):
        parts = [examples[place] for place in joined.sources]
        assert {part.theme for part in parts} == {joined.example.theme}
        assert joined.example.kind == "valid"
        assert sorted(part.kind == "valid" for part in parts) == [False, True]


def test_the_judgement_is_kept_and_gets_the_closing_words_of_the_other() -> None:
    made = composed([STORY, PLEA], seed=0)
    assert all("我报了三次警，没有人来" in joined.example.text for joined in made)
    assert all("谢谢领导" in joined.example.text for joined in made)
    assert all(joined.example.level == STORY.level for joined in made)


def test_a_judgement_may_stand_under_a_title_that_only_asks() -> None:
    titles = {
        joined.example.text.split("\n", 1)[0] for seed in range(5) for joined in composed([STORY, PLEA], seed=seed)
    }
    assert titles == {STORY.text.split("\n")[0], PLEA.text.split("\n")[0]}


def test_the_same_seed_joins_alike() -> None:
    few = own_examples()[:200]
    assert composed(few, seed=3) == composed(few, seed=3)


def test_a_whole_story_gets_closing_words_only() -> None:
    long = Example(text=f"题目\n{'长' * LONGEST}", kind="valid", theme="政法")
    for joined in composed([long, PLEA], seed=0):
        assert "这里没有监控。希望" in joined.example.text or joined.example.text.count("请求增设监控") <= 1
        assert "长" * LONGEST in joined.example.text


def test_what_has_no_label_or_no_company_is_left_alone() -> None:
    assert composed([Example(text="好", theme="民政"), STORY], seed=0) == []
