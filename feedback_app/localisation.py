"""The language of a page and the local form of dates and numbers: Chinese first, English by choice."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, Response, request
from flask_babel import Babel, format_date, format_datetime, get_locale
from markupsafe import Markup

LANGUAGES = {"zh": "中文", "en": "English"}
BABEL_NAMES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "language"
A_YEAR = 365 * 24 * 3600


def chosen_language() -> str:
    """Return the language asked for in the address, else the one chosen before, else Chinese."""
    asked = request.args.get("lang", "") if request else ""
    kept = request.cookies.get(COOKIE, "") if request else ""
    return next((language for language in (asked, kept) if language in LANGUAGES), "zh")


def babel_locale() -> str:
    """Return the name by which the translation library knows the language."""
    return BABEL_NAMES[chosen_language()]


def _keep_choice(response: Response) -> Response:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        response.set_cookie(COOKIE, asked, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def local_minute(value: datetime) -> str:
    """Write a moment to the minute in the city's local time, in which pages, commands and refusals tell it."""
    return str(format_datetime(value, "yyyy-MM-dd HH:mm"))


def _moment(value: datetime | None) -> str:
    return _time(local_minute(value)) if value else "—"


def _day(value: date | None) -> str:
    return _time(format_date(value, "yyyy-MM-dd")) if value else "—"


def _time(written: str) -> Markup:
    """Mark a date as one: browsers break a line after its hyphens, which the style sheets forbid within the mark."""
    return Markup("<time>{}</time>").format(written)


def _decimal(value: Any, places: int = 2) -> str:
    return "—" if value is None or value != value else f"{value:,.{places}f}"


def _whole(value: Any) -> str:
    return "—" if value is None else f"{value:,}"


def percent(value: Any, places: int = 1) -> str:
    return "—" if value is None or value != value else f"{100 * value:.{places}f} %"


def exact_percent(share: Decimal) -> str:
    """Return a share in percent with all its decimals and no idle zeros.

    >>> exact_percent(Decimal("0.125")), exact_percent(Decimal("1"))
    ('12.5 %', '100 %')
    """
    return f"{(share * 100).normalize():f} %"


def _address_in(language: str) -> str:
    kept = {name: value for name, value in request.args.items(multi=True) if name != "lang"}
    return "?" + "&".join([*(f"{name}={value}" for name, value in kept.items()), f"lang={language}"])


def localise(app: Flask, babel: Babel, timezone: str) -> None:
    """Bind translations and the formats that templates use."""
    app.config["BABEL_DEFAULT_LOCALE"] = BABEL_NAMES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = timezone
    babel.init_app(app, locale_selector=babel_locale)
    app.after_request(_keep_choice)
    app.jinja_env.filters.update(moment=_moment, day=_day, decimal=_decimal, whole=_whole, percent=percent)
    app.jinja_env.filters["exact_percent"] = exact_percent
    app.jinja_env.globals.update(
        languages=LANGUAGES, chosen_language=chosen_language, address_in=_address_in, get_locale=get_locale
    )
