"""Tables that come from outside and go outside: CSV and XLSX, read with suspicion and written without surprises."""

from feedback_app.gateways.spreadsheets.cells import CellFault, Sentence
from feedback_app.gateways.spreadsheets.columns import (
    CheckedRow,
    ColumnSpec,
    check_rows,
    gather,
    iter_checked,
    match_columns,
)
from feedback_app.gateways.spreadsheets.encodings import Source
from feedback_app.gateways.spreadsheets.problems import (
    Problem,
    ProblemGroup,
    ProblemRecord,
    RowProblems,
    RowsRefused,
    group_problems,
)
from feedback_app.gateways.spreadsheets.refusals import SpreadsheetRefused
from feedback_app.gateways.spreadsheets.tables import Row, Table, digest, open_table
from feedback_app.gateways.spreadsheets.workbook_limits import WorkbookLimits
from feedback_app.gateways.spreadsheets.writing import (
    FIRST_SHEET,
    Cell,
    Manifest,
    Sheet,
    csv_chunks,
    write_csv,
    write_workbook,
)

__all__ = [
    "FIRST_SHEET",
    "Cell",
    "CellFault",
    "CheckedRow",
    "ColumnSpec",
    "Manifest",
    "Problem",
    "ProblemGroup",
    "ProblemRecord",
    "Row",
    "RowProblems",
    "RowsRefused",
    "Sentence",
    "Sheet",
    "Source",
    "SpreadsheetRefused",
    "Table",
    "WorkbookLimits",
    "check_rows",
    "csv_chunks",
    "digest",
    "gather",
    "group_problems",
    "iter_checked",
    "match_columns",
    "open_table",
    "write_csv",
    "write_workbook",
]
