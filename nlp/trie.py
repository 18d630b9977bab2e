"""One regular expression for many words that shares their common beginnings, so that a search does not try them all."""

import re
from collections.abc import Iterable, Sequence

_End = ""
_Node = dict[str, "_Node"]
_Branch = tuple[str, str]
_MOST = 16
"""Branches that are tried one by one; more are halved, each half behind one look at what it may begin with."""


def trie_pattern(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of the words at a place.

    >>> trie_pattern(["公交", "公交车", "社区"])
    '(?:公交(?:车)?|社区)'
    """
    root: _Node = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[_End] = {}
    return _pattern(root)


def _pattern(node: _Node) -> str:
    branches = [
        (character, re.escape(character) + _pattern(child)) for character, child in sorted(node.items()) if character
    ]
    if not branches:
        return ""
    if _End in node:
        return f"(?:{_any_of(branches)})?"
    return branches[0][1] if len(branches) == 1 else f"(?:{_any_of(branches)})"


def _any_of(branches: Sequence[_Branch]) -> str:
    if len(branches) <= _MOST:
        return "|".join(pattern for _, pattern in branches)
    middle = len(branches) // 2
    return "|".join(map(_guarded, (branches[:middle], branches[middle:])))


def _guarded(branches: Sequence[_Branch]) -> str:
    heads = "".join(re.escape(head) for head, _ in branches)
    return f"(?=[{heads}])(?:{_any_of(branches)})"
