"""Every route of the application with an address to try it by."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import UUID

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from feedback_app.accounts.access import Mark, find_mark

NO_SUCH_NUMBER = 999_999
NO_SUCH_CODE = "no-such-code"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One method of one endpoint."""

    endpoint: str
    method: str
    address: str
    has_parameters: bool
    mark: Mark | None

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return NO_SUCH_NUMBER
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return UUID(int=0) if isinstance(converter, UUIDConverter) else NO_SUCH_CODE


def _address(app: Flask, rule: Rule) -> str:
    values = {name: _value(rule, name) for name in rule.arguments - set(rule.defaults or {})}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=sorted(rule.methods or ())[0])


def list_routes(app: Flask) -> list[Route]:
    """Return every method of every endpoint but Flask's own files; addresses with parameters lead to nothing."""
    return [
        Route(
            endpoint=rule.endpoint,
            method=method,
            address=_address(app, rule),
            has_parameters=bool(rule.arguments),
            mark=find_mark(app.view_functions[rule.endpoint]),
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "form"}:
            self.found += [value for name, value in attrs if name == "href" and value]


def links_of(html: str) -> Iterator[str]:
    """Yield the addresses inside this site that a page links to, without fragment; its other language is left out."""
    parser = _Links()
    parser.feed(html)
    bare = (link.partition("#")[0] for link in parser.found if "lang=" not in link)
    return (link for link in bare if link.startswith("/") and not link.startswith(("//", "/static/")))


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given.get("name") or ""] = given.get("value") or ""


def hidden_of(html: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms, as a browser would send them back."""
    parser = _Hidden()
    parser.feed(html)
    return parser.found
