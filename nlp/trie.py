"""One regular expression for many words that shares their common beginnings, so that a search does not try them all."""

import re
from collections.abc import Iterable

_End = ""
_Node = dict[str, "_Node"]


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
    branches = [re.escape(character) + _pattern(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    if _End in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
