from nlp.composition import composed
from nlp.corpus import Example, own_examples


def test_a_joined_message_keeps_the_labels_of_its_first_part_and_its_theme() -> None:
    examples = own_examples()
    for joined in composed(examples, seed=1):
        parts = [examples[place] for place in joined.sources]
        assert all(part.text in joined.example.text for part in parts)
        assert {part.theme for part in parts} == {joined.example.theme}
        assert joined.example.kind in {part.kind for part in parts}


def test_a_judgement_stays_a_judgement_and_nothing_else_becomes_one() -> None:
    examples = own_examples()
    for joined in composed(examples, seed=1):
        kinds = {examples[place].kind for place in joined.sources}
        assert (joined.example.kind == "valid") == ("valid" in kinds)


def test_the_same_seed_joins_alike() -> None:
    assert composed(own_examples(), seed=3) == composed(own_examples(), seed=3)


def test_what_has_no_label_or_is_long_is_left_alone() -> None:
    alone = [Example(text="好", theme="民政"), Example(text="长" * 300, kind="valid", theme="民政")]
    assert composed(alone, seed=0) == []
