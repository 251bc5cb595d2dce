"""Django's name for this slice."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Services, where and when they are given, and the HSDS directory around them."""

    name = "harambee.directory"
    label = "directory"

    def ready(self) -> None:
        """Load the rules and commands, and give the timeline its words."""
        from harambee.directory import commands, notices, policies  # noqa: F401
        from harambee.web import timeline

        timeline.register(notices.EVENT_WORDS)
