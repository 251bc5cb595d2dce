"""Django's name for this slice."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Organizations, areas, users, duties, grants, audit."""

    name = "harambee.access"
    label = "access"

    def ready(self) -> None:
        """Load the rules and commands, so that the gate knows them whoever asks first."""
        from harambee.access import commands, policies  # noqa: F401
