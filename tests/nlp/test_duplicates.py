import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.duplicates import find_copies, signatures, squeezed

LETTER = "小区门口的路灯坏了两个月，晚上接孩子回家一片漆黑，多次打电话反映都说在排队，希望尽快安排人来修。"
TEXTS = st.lists(st.text("路灯坏了停水吵，。 Aa1", max_size=12), max_size=12)


def partition(groups: np.ndarray, names: list[str]) -> set[frozenset[str]]:
    return {frozenset(names[i] for i in np.flatnonzero(groups == group)) for group in set(groups.tolist())}


@pytest.mark.parametrize(
    ("one", "other", "are_exact", "are_near"),
    [
        (LETTER, LETTER, True, True),
        (LETTER, LETTER.replace("，", " "), True, True),
        ("A区停电", "a区停电！", True, True),
        (LETTER, LETTER.replace("两个月", "三个月"), False, True),
        (LETTER, f"投诉：{LETTER}", False, True),
        (LETTER, "公交车在站台没有停稳就开走，老人差点摔倒，司机态度还很差。", False, False),
        ("停水", "停电", False, False),
        ("", "", False, False),
        ("！！", "……", False, False),
    ],
)
def test_what_is_a_copy(one: str, other: str, are_exact: bool, are_near: bool) -> None:
    copies = find_copies([one, other])
    assert (copies.exact[0] == copies.exact[1]) is np.bool_(are_exact)
    assert (copies.near[0] == copies.near[1]) is np.bool_(are_near)


def test_no_text_gives_no_group() -> None:
    assert find_copies([]).near.shape == (0,)


def test_copies_are_counted_and_none_is_dropped() -> None:
    copies = find_copies([LETTER, "停水", LETTER, LETTER.replace("两", "三"), "停水。"])
    assert copies.exact.tolist() == [0, 1, 0, 2, 1]
    assert copies.near.tolist() == [0, 1, 0, 0, 1]
    assert copies.exact_sizes.tolist() == [2, 2, 2, 1, 2]
    assert copies.near_sizes.tolist() == [3, 2, 3, 3, 2]


def test_the_same_text_ten_thousand_times_is_one_group() -> None:
    copies = find_copies(["路灯坏了没人修"] * 10_000)
    assert copies.exact_sizes[0] == copies.near_sizes[0] == 10_000


@settings(deadline=None)
@given(TEXTS, st.randoms())
def test_the_groups_do_not_depend_on_the_order(texts: list[str], shuffler: object) -> None:
    named = list(enumerate(texts))
    shuffler.shuffle(named)  # type: ignore[attr-defined]
    there, back = find_copies(texts), find_copies([text for _, text in named])
    names = [str(i) for i in range(len(texts))]
    moved = [str(i) for i, _ in named]
    assert partition(there.exact, names) == partition(back.exact, moved)
    assert partition(there.near, names) == partition(back.near, moved)


@settings(deadline=None)
@given(TEXTS)
def test_exact_copies_say_the_same_and_are_near_copies_too(texts: list[str]) -> None:
    copies = find_copies(texts)
    for i, one in enumerate(texts):
        for j, other in enumerate(texts[:i]):
            same = squeezed(one) == squeezed(other) != ""
            assert (copies.exact[i] == copies.exact[j]) == same
            assert not same or copies.near[i] == copies.near[j]


@pytest.mark.parametrize("kept", [30, 60, 90])
def test_signatures_estimate_the_share_of_common_runs(kept: int) -> None:
    alphabet = [chr(0x4E00 + i) for i in range(240)]
    pairs = []
    for seed in range(40):
        letters = np.random.default_rng(seed).permutation(alphabet)
        pairs += ["".join(letters[:100]), "".join([*letters[:kept], *letters[100 : 200 - kept]])]
    rows = signatures(pairs)
    told = np.mean(rows[::2] == rows[1::2])
    common = kept - 2  # the runs of three within the common part; the last two of each text differ
    assert told == pytest.approx(common / (200 - common), abs=0.03)


def test_another_seed_throws_other_hashes_and_the_same_seed_the_same() -> None:
    assert (signatures([LETTER], seed=1) == signatures([LETTER], seed=1)).all()
    assert (signatures([LETTER], seed=1) != signatures([LETTER], seed=2)).any()
