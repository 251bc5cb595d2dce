"""Django's name for this slice."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Reports of concern and their screening."""

    name = "harambee.intake"
    label = "intake"

    def ready(self) -> None:
        """Load the rules and commands, and give the timeline its words."""
        from harambee.intake import commands, notices, policies  # noqa: F401
        from harambee.web import timeline

        timeline.register(notices.EVENT_WORDS)
