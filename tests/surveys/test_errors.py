"""Every refusal is named for what is wrong, listed on one page, and said by what raises it."""

import ast
import builtins
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import surveys
from surveys import errors
from surveys.errors import SurveyError
from tests.source import Module, modules

PAGE = re.findall(r"^( *)([A-Z]\w+)  +(?:\[([a-z.]+)\])?", errors.__doc__ or "", re.MULTILINE)
PYTHONS = {name for name, thing in vars(builtins).items() if isinstance(thing, type) and issubclass(thing, Exception)}
ALLOWED = {"surveys/__init__.py": {"AttributeError"}}
"""What the language itself asks for."""
MODULES = [pytest.param(module, id=str(module.path)) for module in modules("surveys")]


def refusals(kind: type[SurveyError] = SurveyError) -> Iterator[type[SurveyError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from refusals(below)


@pytest.fixture(scope="module", autouse=True)
def _everything_is_loaded() -> None:
    for found in pkgutil.walk_packages(surveys.__path__, "surveys."):
        if not found.name.endswith("__main__"):
            import_module(found.name)


def functions(module: Module) -> Iterator[tuple[str, ast.FunctionDef, str]]:
    """Each function as its callers name it, and the docstring that speaks for it."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node, ast.get_docstring(node) or ""
        if not isinstance(node, ast.ClassDef):
            continue
        for inner in (part for part in node.body if isinstance(part, ast.FunctionDef)):
            says = node if inner.name in {"__init__", "__post_init__"} else inner
            yield f"{node.name}.{inner.name}", inner, ast.get_docstring(says) or ""


def raised(function: ast.AST) -> set[str]:
    found = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc is not None)
    return {ast.unparse(exc.func if isinstance(exc, ast.Call) else exc) for exc in found}


def called(function: ast.AST, owner: str) -> set[str]:
    found = (ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.replace("self.", f"{owner}.") for name in found}


def refusals_of(module: Module) -> dict[str, set[str]]:
    """Function → what it raises itself or through private functions beside it."""
    known = {name: function for name, function, _ in functions(module)}
    reached = {name: raised(function) for name, function in known.items()}
    private = {name for name in known if name.rpartition(".")[2].startswith("_")}
    for _ in known:  # as deep as calls can go
        for name, function in known.items():
            inner = called(function, name.partition(".")[0]) & private
            reached[name] = reached[name].union(*(reached[below] for below in inner))
    return reached


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_refused_in_pythons_own_words(module: Module) -> None:
    assert raised(module.tree) & PYTHONS <= ALLOWED.get(str(module.path), set())


@pytest.mark.parametrize("module", MODULES)
def test_what_is_raised_is_said(module: Module) -> None:
    names = {kind.__name__ for kind in refusals()}
    reached = refusals_of(module)
    silent = {
        name: reached[name] & names - set(re.findall(r"\w+", says))
        for name, _, says in functions(module)
        if not re.search(r"(^|\.)_(?!_init__|_post_init__)", name)
    }
    assert {name: kinds for name, kinds in silent.items() if kinds} == {}


def test_the_page_lists_every_refusal_in_its_place() -> None:
    listed: list[tuple[str, str]] = []
    above: dict[int, str] = {}
    for indent, name, _ in PAGE:
        above[len(indent)] = name
        listed.append((name, above.get(len(indent) - 4, "ValueError")))
    real = {kind.__name__: next(base.__name__ for base in kind.__bases__) for kind in refusals()}
    assert dict(listed) == real
    assert len(listed) == len(real)


@pytest.mark.parametrize(("name", "room"), [(name, room) for _, name, room in PAGE])
def test_a_refusal_can_be_caught_where_the_page_says(name: str, room: str) -> None:
    offered = import_module(f"surveys.{room or 'errors'}")
    assert name in offered.__all__
    assert issubclass(getattr(offered, name), SurveyError)
    assert inspect.getdoc(getattr(offered, name))


def test_callers_that_catch_pythons_own_errors_go_on_working() -> None:
    assert issubclass(SurveyError, ValueError)
