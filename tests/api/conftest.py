"""Clients that act over the API as people of the small world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harambee.access.actors import Actor
from harambee.access.tests.world import World
from harambee.api.commands import create_token

CALLS: list[str] = []
"""What the probe's operations were really called with (see probe_urls)."""


def token_of(actor: Actor, scopes: Sequence[str] = ("*",)) -> str:
    """A new token's secret."""
    return create_token(actor, name="Test", scopes=scopes, expires=timezone.now() + timedelta(days=30))[1]


@dataclass
class Api:
    """Makes clients with a token."""

    world: World

    def as_(self, name: str, scopes: Sequence[str] = ("*",)) -> Client:
        """A client that sends a token of this person."""
        actor = self.world.admin if name == "admin" else self.world.actors[name]
        return Client(headers={"Authorization": f"Bearer {token_of(actor, scopes)}"})


@pytest.fixture
def api(world: World) -> Api:
    """Clients by name."""
    return Api(world)
