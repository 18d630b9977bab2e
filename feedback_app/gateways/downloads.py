"""Tables as downloads: streamed CSV, or XLSX from a temporary file; both say how many rows they hold."""

import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import BinaryIO, cast
from urllib.parse import quote

from flask import Response, stream_with_context
from werkzeug.http import dump_options_header

from feedback_app.gateways.spreadsheets import FIRST_SHEET, Cell, Sheet, csv_chunks, write_workbook


class TableFormat(StrEnum):
    """How a table may be taken home."""

    CSV = "csv"
    XLSX = "xlsx"


SPOOLED_BYTES = 4 * 1024 * 1024
PIECE_BYTES = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_table(
    name: str,
    form: TableFormat,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = FIRST_SHEET,
    more: Sequence[Sheet] = (),
) -> Response:
    """Answer with a table as a file; ``name`` goes without ending and may be Chinese (RFC 6266).

    In a workbook the table is called ``sheet``, and the sheets of ``more`` follow; a CSV file has room for one table.

    Raises:
        TooManyRowsToExport, CellTooLongToExport: as a workbook it would be cut off.
    """
    if form is TableFormat.CSV:
        return _send_csv(name, headers, rows)
    file = tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115 - _pieces closes it
    manifest = write_workbook(cast("BinaryIO", file), headers, rows, sheet=sheet, more=more)
    return _send_workbook(name, file, manifest.rows)


def attachment(name: str) -> str:
    """Return the Content-Disposition of a file to keep; a Chinese name travels in ASCII, as RFC 6266 wants it.

    A header with raw Chinese passes Flask's test client, and real servers refuse it.
    """
    ending = name.rpartition(".")[2]
    plain = name if name.isascii() else f"download.{ending}"
    return dump_options_header("attachment", {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"})


def _send_csv(name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    response = Response(stream_with_context(csv_chunks(headers, rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = attachment(f"{name}.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def _send_workbook(name: str, file: tempfile.SpooledTemporaryFile[bytes], rows: int) -> Response:
    response = Response(_pieces(file), content_type=XLSX_TYPE)
    response.content_length = file.seek(0, io.SEEK_END)
    response.headers["Content-Disposition"] = attachment(f"{name}.xlsx")
    response.headers["X-Row-Count"] = str(rows)
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(file: tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
