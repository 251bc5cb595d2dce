"""Django's name for this slice."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, idempotency, limits, errors and the description of the API; mounts the slices' endpoints."""

    name = "harambee.api"
    label = "api"

    def ready(self) -> None:
        """Load the rules and commands, so that the gate knows them whoever asks first."""
        from harambee.api import commands, policies  # noqa: F401
