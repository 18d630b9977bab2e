"""How firms write what became of a case."""

import pytest

from feedback_app.channels.phone.dispositions import is_complete, read_disposition
from feedback_app.gateways.spreadsheets.parsing import BadCell
from surveys.sampling.dispositions import DISPOSITIONS


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.1", "1.1"),
        ("访问成功", "1.1"),
        ("拒访", "2.112"),
        ("无人接听", "3.13"),
        ("空号", "4.31"),
        ("占线", "3.12"),
        ("停机", "4.32"),
        ("配额已满", "4.80"),
        ("２.112", "2.112"),
        ("2.112A", "2.112a"),
        (" 访问 成功 ", "1.1"),
        # A workbook keeps numbers, not their last zero.
        ("2.2", "2.20"),
        ("3.9", "3.90"),
        ("4.1", "4.10"),
        ("4.8", "4.80"),
    ],
)
def test_codes_labels_and_firms_own_words_mean_the_same(written: str, code: str) -> None:
    assert read_disposition(written) == code


@pytest.mark.parametrize("written", ["I", "NC", "R", "9", "1.11", "满意", "2.1"])
def test_what_the_table_does_not_know_is_refused(written: str) -> None:
    with pytest.raises(BadCell):
        read_disposition(written)


def test_every_code_and_label_of_the_table_reads_back() -> None:
    assert all(read_disposition(code) == code for code in DISPOSITIONS)
    assert all(read_disposition(row.label) == row.code for row in DISPOSITIONS.values())


def test_only_a_finished_interview_is_complete() -> None:
    assert [code for code in DISPOSITIONS if is_complete(code)] == ["1.1"]
