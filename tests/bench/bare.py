"""The yardstick: a bare Flask app that does one INSERT, on the same engine, with the same promises to the disk."""

import os

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from feedback_app.database import Database


class Base(DeclarativeBase):
    """The yardstick's own table."""


class Answer(Base):
    """An answer as text."""

    __tablename__ = "bare_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(30))
    comment: Mapped[str] = mapped_column(String(500))


def make_table(url: str) -> None:
    """Make the table, before two workers start that would both try."""
    engine = Database(url).engine
    Base.metadata.create_all(engine)
    engine.dispose()


def create_app() -> Flask:
    """Build the app on the database of the environment."""
    app = Flask(__name__)
    database = Database(os.environ["DATABASE_URL"])

    @app.post("/")
    def answer() -> ResponseReturnValue:
        with database.writing(), Session(database.engine) as session:
            session.connection(execution_options={"writes": True})
            session.add(Answer(verdict=request.form["overall"], comment=request.form.get("comment", "")))
            session.commit()
        return redirect("/thanks", 303)

    return app
