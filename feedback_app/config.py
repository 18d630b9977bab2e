"""Settings: one frozen object, read from the environment once, refused at start with every problem named."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app

MINIMUM_KEY_LENGTH = 32


class SettingsRefused(Exception):
    """The environment does not describe a runnable installation; ``problems`` says why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _text(value: str) -> str:
    return value


def _key(value: str) -> str:
    if len(value) < MINIMUM_KEY_LENGTH:
        raise ValueError(f"must have at least {MINIMUM_KEY_LENGTH} characters")
    return value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an address such as https://ratings.example.gov.cn")
    return value.rstrip("/")


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must name a time zone such as Asia/Shanghai") from error
    return value


def _positive(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ValueError("must be a whole number above 0")
    return int(value)


def _count_or_auto(value: str) -> int:
    return 0 if value.lower() == "auto" else _positive(value)


def _yes_or_no(value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise ValueError("must be yes or no")
    return value.lower() == "yes"


def setting(variable: str, parse: Callable[[str], Any], meaning: str, default: Any = None) -> Any:
    """Declare one setting: its environment variable, its parser, and what it means to an operator."""
    return field(metadata={"variable": variable, "parse": parse, "meaning": meaning, "default": default})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations."""

    instance: Path = setting("FEEDBACK_INSTANCE", Path, "folder of the embedded database, keys and uploads", "instance")
    database_url: str = setting(
        "DATABASE_URL", _database_url, "SQLite file or PostgreSQL 15+ server; default: instance/feedback.db"
    )
    secret_key: str = setting(
        "FEEDBACK_SECRET_KEY", _key, "signs sessions and forms; default: made once in the instance folder"
    )
    pseudonym_key: str = setting(
        "FEEDBACK_PSEUDONYM_KEY",
        _key,
        "keys the hashes that replace phone numbers; default: made once likewise",
    )
    public_address: str = setting(
        "FEEDBACK_PUBLIC_ADDRESS", _web_address, "address printed into QR codes", "http://127.0.0.1:8000"
    )
    timezone: str = setting("FEEDBACK_TIMEZONE", _timezone, "local time of the city", "Asia/Shanghai")
    secure_cookies: bool = setting(
        "FEEDBACK_SECURE_COOKIES", _yes_or_no, "yes behind HTTPS: cookies travel by HTTPS only", "no"
    )
    behind_proxy: bool = setting(
        "FEEDBACK_BEHIND_PROXY", _yes_or_no, "yes where exactly one own proxy sets X-Forwarded headers", "no"
    )
    upload_megabytes: int = setting("FEEDBACK_UPLOAD_MEGABYTES", _positive, "largest accepted upload", "200")
    import_processes: int = setting(
        "FEEDBACK_IMPORT_PROCESSES",
        _count_or_auto,
        "processes that read a large hotline file; auto: one a core",
        "auto",
    )
    lockout_attempts: int = setting("FEEDBACK_LOCKOUT_ATTEMPTS", _positive, "wrong passwords before a lock-out", "5")
    lockout_minutes: int = setting("FEEDBACK_LOCKOUT_MINUTES", _positive, "length of a lock-out", "30")
    idle_minutes: int = setting("FEEDBACK_IDLE_MINUTES", _positive, "a session ends after this long unused", "30")
    session_hours: int = setting(
        "FEEDBACK_SESSION_HOURS", _positive, "a session ends after this long in any case", "12"
    )
    password_cost: int = setting("FEEDBACK_PASSWORD_COST", _positive, "argon2 memory cost in KiB", "65536")
    busy_seconds: int = setting("FEEDBACK_BUSY_SECONDS", _positive, "how long a write waits for the database", "5")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings, making the instance's keys at its first start.

        Raises:
            SettingsRefused: one line for every variable that cannot be used.
        """
        known = {f.metadata["variable"] for f in fields(cls)}
        problems = [
            f"{name}: no such setting"
            for name in environment
            if name.startswith("FEEDBACK_") and name not in known | _OF_OTHERS
        ]
        values: dict[str, Any] = {}
        for f in fields(cls):
            variable, given = f.metadata["variable"], environment.get(f.metadata["variable"], "").strip()
            given = given or f.metadata["default"] or _default_of(f.name, values)
            try:
                values[f.name] = f.metadata["parse"](given)
            except ValueError as error:
                problems.append(f"{variable}: {error}")
        if problems:
            raise SettingsRefused(problems)
        return cls(**values)


_OF_OTHERS = {"FEEDBACK_SHARED_DATA"}  # read by the tests, not by the application


def _default_of(name: str, values: Mapping[str, Any]) -> str:
    """Derive what an embedded installation needs from its instance folder."""
    instance: Path = values.get("instance", Path("instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    if name == "database_url":
        return f"sqlite:///{instance / 'feedback.db'}"
    path = instance / f"{name}.txt"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def served_environment(*, host: str, port: int) -> dict[str, str]:
    """Return the environment of processes that serve there: what they print leads to them, unless a setting says where.

    >>> served_environment(host="0.0.0.0", port=8123)["FEEDBACK_PUBLIC_ADDRESS"]
    'http://127.0.0.1:8123'
    """
    reachable = "127.0.0.1" if host in _EVERYWHERE else host
    return {"FEEDBACK_PUBLIC_ADDRESS": f"http://{reachable}:{port}", **os.environ}


_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 -- compared with, not bound to


def bind_settings(app: Flask, settings: Settings) -> None:
    """Give the application its settings."""
    app.extensions["settings"] = settings


def settings() -> Settings:
    """Return the settings of the current application."""
    bound: Settings = current_app.extensions["settings"]
    return bound
