"""What people forget about templates: escaping, the content security policy, the other language."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

from tests.source import ROOT
from tests.templates import drawn_in, list_templates, named_in_code, parsed, sentences, unused_imports

ENGLISH = ROOT / "feedback_app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%")  # a bare one breaks the page: templates format every sentence
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
INLINE = re.compile(r"""\s(style|on[a-z]+)=["']|<script(?! src=)|javascript:""")
WITH_ITS_OWN_STYLE = ("web/",)  # a citizen's page travels in one request, so its style sheet travels in it


@pytest.fixture
def database_kind() -> str:
    """Templates do not depend on the engine."""
    return "sqlite"


@pytest.fixture
def templates(app: Flask) -> dict[str, Path]:
    return list_templates(app)


def _breaches(templates: dict[str, Path], is_breach: Callable[[str], bool]) -> list[str]:
    return [name for name, path in templates.items() if is_breach(path.read_text(encoding="utf-8"))]


def test_every_template_is_escaped(app: Flask, templates: dict[str, Path]) -> None:
    escapes = app.jinja_env.autoescape
    assert callable(escapes)
    drawing = {name for name, path in templates.items() if "{{" in path.read_text(encoding="utf-8")}
    assert [name for name in drawing if not escapes(name)] == []


def test_no_template_trusts_what_it_is_given(app: Flask, templates: dict[str, Path]) -> None:
    filters = {
        name: {node.name for node in parsed(app, path).find_all(nodes.Filter)} for name, path in templates.items()
    }
    assert [name for name, used in filters.items() if used & {"safe", "xmlattr"}] == []
    assert _breaches(templates, lambda text: "autoescape" in text) == []


def test_no_template_needs_a_looser_policy(templates: dict[str, Path]) -> None:
    assert _breaches(templates, lambda text: INLINE.search(text) is not None) == []
    staff = {name: path for name, path in templates.items() if not name.startswith(WITH_ITS_OWN_STYLE)}
    assert _breaches(staff, lambda text: "<style" in text) == []


def test_every_box_that_scrolls_is_reached_by_the_keyboard(templates: dict[str, Path]) -> None:
    assert _breaches(templates, lambda text: re.search(r'class="scroll"(?! tabindex="0")', text) is not None) == []


def test_every_template_is_used_and_every_name_exists(app: Flask, templates: dict[str, Path]) -> None:
    called = {name for path in templates.values() for name in drawn_in(app, path)}
    in_code = named_in_code()
    unused = {name for name in set(templates) - called if not any(name.endswith(text) for text in in_code)}
    assert unused == set()
    assert called - set(templates) == set()


def test_no_template_imports_what_it_does_not_use(app: Flask, templates: dict[str, Path]) -> None:
    unused = {name: unused_imports(parsed(app, path)) for name, path in templates.items()}
    assert {name: names for name, names in unused.items() if names} == {}


def test_every_sentence_is_written_in_chinese() -> None:
    assert {text: place for text, place in sentences().items() if not CHINESE.search(text)} == {}


@pytest.mark.skipif(not ENGLISH.exists(), reason="the English catalogue is not there yet")
def test_every_sentence_has_its_english() -> None:
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    english = {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}
    wanted = sentences()
    assert {text: place for text, place in wanted.items() if text not in english} == {}
    assert set(english) - set(wanted) == set()


@pytest.mark.skipif(not ENGLISH.exists(), reason="the English catalogue is not there yet")
def test_translations_keep_the_data_of_a_sentence() -> None:
    with ENGLISH.open("rb") as file:
        pairs = [(str(m.id), str(m.string)) for m in read_po(file, locale="en") if m.id and m.string]
    assert [
        chinese for chinese, english in pairs if set(PLACEHOLDER.findall(chinese)) != set(PLACEHOLDER.findall(english))
    ] == []
