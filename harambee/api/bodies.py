"""Reading a JSON body: only JSON, only text that can be stored, not deeper than any honest body is."""

import json
import math
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from harambee.api.problems import Refused

DEEPEST = 20
UNREADABLE = 400


class StrictParser(Parser):
    """Refuses what JSON does not know (NaN), doubled members, NUL, half characters and deep nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Raises Refused (400) with the reason."""
        try:
            text = request.body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(UNREADABLE, "unreadable", _("The body is not UTF-8 text.")) from None
        try:
            value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_doubles)
        except RecursionError:
            raise _too_deep() from None
        except ValueError:
            raise Refused(UNREADABLE, "unreadable", _("The body is not valid JSON.")) from None
        _check(value, 0)
        return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _too_deep() -> Refused:
    return Refused(UNREADABLE, "unreadable", _("The body is nested too deeply."))


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Refused(UNREADABLE, "unreadable", _("The text holds a sign that cannot be stored (NUL)."))
    elif isinstance(value, float) and not math.isfinite(value):
        raise Refused(UNREADABLE, "unreadable", _("The body holds a number that is too large."))
    elif isinstance(value, dict):
        for key, member in value.items():
            _check(key, depth)
            _check(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth + 1)
