"""The application's templates: their sources, whom each one draws in, and the sentences that want a translation."""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from flask import Flask
from jinja2 import meta, nodes

from tests.source import ROOT, modules

KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]


def list_templates(app: Flask) -> dict[str, Path]:
    """Return the file of every template by the name it is called by."""
    names = app.jinja_env.list_templates()
    found = {name: app.jinja_env.get_template(name).filename for name in names}
    return {name: Path(path) for name, path in found.items() if path and Path(path).is_relative_to(ROOT)}


def parsed(app: Flask, path: Path) -> nodes.Template:
    """Return a template's tree."""
    return app.jinja_env.parse(path.read_text(encoding="utf-8"))


def drawn_in(app: Flask, path: Path) -> set[str]:
    """Return the templates that one extends, includes or imports."""
    return {name for name in meta.find_referenced_templates(parsed(app, path)) if name}


def named_in_code() -> set[str]:
    """Return every string of the application's code that looks like the name of a template."""
    constants = (node for module in modules("feedback_app") for node in ast.walk(module.tree))
    strings = {node.value for node in constants if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in strings if text.endswith((".html", ".txt", ".svg", ".xml", ".css"))}


def unused_imports(tree: nodes.Template) -> set[str]:
    """Return the names that a template imports and never uses."""
    imported = {
        name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names
    }
    imported |= {node.target for node in tree.find_all(nodes.Import)}
    return imported - {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


def sentences() -> dict[str, str]:
    """Return every sentence that a reader may see, with the place that says it."""
    found: Iterable[Any] = extract_from_dir(ROOT / "feedback_app", METHODS, keywords=KEYWORDS)
    singular = ((entry[2][0] if isinstance(entry[2], tuple) else entry[2], f"{entry[0]}:{entry[1]}") for entry in found)
    return cast("dict[str, str]", dict(singular))
