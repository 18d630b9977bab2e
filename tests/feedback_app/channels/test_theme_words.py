"""Every theme that the shipped model names has its English."""

import json

import pytest
from flask import Flask

from tests.source import ROOT


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on the engine."""
    return "sqlite"


def test_every_theme_of_the_model_has_its_english(app: Flask) -> None:
    manifest = json.loads((ROOT / "nlp" / "shipped" / "manifest.json").read_text(encoding="utf-8"))
    heads = {head["name"]: head["labels"] for head in manifest["heads"]}
    for language, is_chinese in (("zh", True), ("en", False)):
        with app.test_request_context(f"/?lang={language}"):
            label = app.jinja_env.get_template("themes.html").make_module().theme_label  # type: ignore[attr-defined]
            said = {str(theme): str(label(theme)) for theme in heads["theme"]}
        assert {theme for theme, word in said.items() if word.isascii() is is_chinese} == set()
