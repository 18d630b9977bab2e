"""Many rows into PostgreSQL at once: the same values as SQLAlchemy's INSERT would store, in a third of the time.

A statement of a thousand rows has twenty thousand parameters, and writing it takes longer than storing the rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor, DataError, IntegrityError, sql
from sqlalchemy import Column, Connection, String, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Rows = Sequence[Mapping[str, Any]]


class RowsRefusedByDatabase(Exception):
    """A row breaks a constraint. The database's own message quotes the row, which may hold a citizen's words."""


def copy_all(connection: Connection, table: Table, rows: Rows) -> None:
    """Copy rows, all with the same keys, into the table.

    Raises:
        RowsRefusedByDatabase: with the constraint's name.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _listed(_names(table, rows)))
    with _guarded(connection) as cursor, cursor.copy(statement) as copy:
        for values in zip(*_columns(connection, table, rows), strict=True):
            copy.write_row(values)


def insert_new(connection: Connection, table: Table, rows: Rows, returning: str) -> set[Any]:
    """Insert the rows, all with the same keys, that break no uniqueness, and return their keys: one statement decides.

    Raises:
        RowsRefusedByDatabase: another constraint is broken; with its name.
    """
    columns = [table.c[name] for name in _names(table, rows)]
    arrays = sql.SQL(", ").join(sql.SQL(f"%s::{_kind(connection, column)}[]") for column in columns)
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) ON CONFLICT DO NOTHING RETURNING {}").format(
        sql.Identifier(table.name), _listed(_names(table, rows)), arrays, sql.Identifier(returning)
    )
    with _guarded(connection) as cursor:
        cursor.execute(statement, _columns(connection, table, rows))
        return {key for (key,) in cursor.fetchall()}


def _kind(connection: Connection, column: Column[Any]) -> str:
    """Return the type of a column's array; a cast to VARCHAR(n) would cut off what the column itself refuses."""
    return "TEXT" if isinstance(column.type, String) else column.type.compile(connection.dialect)


def _names(table: Table, rows: Rows) -> list[str]:
    """Return the columns that the rows fill, or the model by itself."""
    return [
        column.name
        for column in table.columns
        if column.name in rows[0] or isinstance(column.default, ScalarElementColumnDefault)
    ]


def _columns(connection: Connection, table: Table, rows: Rows) -> list[list[Any]]:
    """Return the values column by column, as the driver takes them."""
    return [_values(connection, table, rows, name) for name in _names(table, rows)]


def _values(connection: Connection, table: Table, rows: Rows, name: str) -> list[Any]:
    column = table.c[name]
    default = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
    bind: Callable[[Any], Any] | None = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    values = [row.get(name, default) for row in rows]
    return values if bind is None else [bind(value) for value in values]


@contextmanager
def _guarded(connection: Connection) -> Iterator[Cursor[Any]]:
    """Yield the driver's cursor, within SQLAlchemy's transaction."""
    cursor: Any = connection.connection.cursor()
    try:
        yield cursor
    except (IntegrityError, DataError) as error:
        raise RowsRefusedByDatabase(f"{error.diag.constraint_name or error.sqlstate}") from None
    finally:
        cursor.close()


def _listed(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
