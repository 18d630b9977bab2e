"""What of a response on a page would let a reader work out its receipt."""

from collections.abc import Iterable
from uuid import UUID

from feedback_app.responses.receipts import RECEIPT_DIGITS, receipt_of


def traces_of(keys: Iterable[UUID], page: str) -> list[str]:
    """Return the receipts, and the beginnings of keys that receipts are made from, which a page holds."""
    bare = page.replace("-", "").replace(" ", "")
    low, high = bare.lower(), bare.upper()
    starts = {key.hex[:RECEIPT_DIGITS]: receipt_of(key) for key in keys}
    return [start for start, receipt in starts.items() if start in low or receipt in high]
