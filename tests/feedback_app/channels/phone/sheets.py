"""A poller's file for tests, made of rows that say only what matters."""

import csv
import io
from collections.abc import Mapping, Sequence

COMPLETE = {
    "处置结果": "访问成功",
    "consent": "是",
    "contact": "打过交道",
    "overall": "满意",
    "attitude": "非常满意",
    "sex": "女",
    "age_band": "30—44岁",
}
REFUSAL = {"处置结果": "拒访"}
NO_ANSWER = {"处置结果": "3.13"}


def complete(case_id: str, **answers: str) -> dict[str, str]:
    """A complete of one case, with some answers changed."""
    return {"个案编号": case_id, **COMPLETE, **answers}


def refusal(case_id: str) -> dict[str, str]:
    """A refusal."""
    return {"个案编号": case_id, **REFUSAL}


def as_csv(rows: Sequence[Mapping[str, str]], *, encoding: str = "utf-8") -> bytes:
    """Return the rows as a CSV file whose header has every column that any row names."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)
