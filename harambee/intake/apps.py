"""Django's name for this slice."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Reports of concern and their screening."""

    name = "harambee.intake"
    label = "intake"

    def ready(self) -> None:
        """Load the rules and commands, so that the gate knows them whoever asks first."""
        from harambee.intake import commands, policies  # noqa: F401
