"""Copies among a million messages, and the hot issues of a hundred thousand."""

from nlp.bench import peak_megabytes, processor_time
from nlp.duplicates import find_copies
from nlp.hot_files import hot_issues_of
from nlp.segmentation import Segmenter
from nlp.spliced import COPIED, many_records, many_texts
from tests.bench.report import Section

TEXTS, RECORDS = 1_000_000, 100_000


def copies() -> Section:
    """Measure copies and hot issues on texts spliced from our own corpus."""
    texts, records = many_texts(TEXTS), many_records(RECORDS)
    at_rest = peak_megabytes()
    seconds, found = processor_time(lambda: find_copies(texts))
    rows = [("exact and near copies", f"{TEXTS:,}", f"{seconds:.1f} s", "60 s", f"{found.near.max() + 1:,} groups")]
    grown = peak_megabytes()
    seconds, issues = processor_time(lambda: hot_issues_of(records, Segmenter()))
    rows.append(("hot issues", f"{RECORDS:,}", f"{seconds:.1f} s", "15 s", f"{len(issues):,} issues"))
    letters = sum(map(len, texts)) / TEXTS
    return Section(
        title="Copies and hot issues",
        text=f"Processor time of one core. Texts of {letters:.0f} characters spliced from the project's own corpus, "
        f"{COPIED:.0%} of them copies, half of those with a character changed.",
        header=("job", "texts", "takes", "goal", "finds"),
        rows=rows,
        verdict=f"Peak memory {grown:,.0f} MB after the copies, {at_rest:,.0f} MB of it texts and records themselves "
        f"(goal 3,072 MB); {peak_megabytes():,.0f} MB after the issues.",
    )
