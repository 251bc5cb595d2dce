"""The words of the timeline: each slice says in plain words what its commands did."""

from collections.abc import Mapping
from typing import Any

from harambee.web.components import Text

_words: dict[str, Text] = {}


def register(words: Mapping[str, Text]) -> None:
    """Add sentences, by action. A sentence may name codes and ids of the event's detail: `{to}`."""
    _words.update(words)


def sentence(action: str, detail: Mapping[str, Any] | None = None) -> str:
    """What happened, in words; the bare action where no slice has said any.

    A code that the event does not carry is left out, because old events outlive the sentences.
    """
    if action not in _words:
        return action
    return str(_words[action]).format_map(_Codes(detail or {})).strip()


class _Codes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
