"""How a citizen's page is drawn: one request, its style inside it, in the language of its address, without cookies.

A room of its own because these pages share nothing with the staff's layout: no menu, no session of a person, no script,
and a content policy that allows exactly one inline style sheet, named by its hash.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import force_locale
from markupsafe import Markup

from feedback_app.localisation import BABEL_NAMES

LANGUAGES = {"zh-Hans": BABEL_NAMES["zh"], "en": BABEL_NAMES["en"]}
PRIMARY = "zh-Hans"


def language() -> str:
    """Return the language of the page: the one its address asks for, else Chinese. Nothing is kept on the phone."""
    asked = request.args.get("l", "")
    return asked if asked in LANGUAGES else PRIMARY


def asked_language() -> str | None:
    """Return the language to carry on in addresses; None for Chinese, which needs no mark."""
    return language() if language() != PRIMARY else None


@cache
def _style() -> tuple[Markup, str]:
    sheet = (Path(__file__).parent / "templates" / "web" / "citizen.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Markup(sheet), policy  # noqa: S704  # our own file


def draw(template: str, status: int = 200, **data: Any) -> Response:
    """Draw a citizen's page."""
    style, policy = _style()
    with force_locale(LANGUAGES[language()]):
        html = render_template(f"web/{template}", style=style, lang=language(), l=asked_language(), **data)
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = policy
    return response
