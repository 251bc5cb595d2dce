"""Django's name for this slice."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, their names, and how they are found."""

    name = "harambee.people"
    label = "people"

    def ready(self) -> None:
        """Load the rules and commands, and give the timeline its words."""
        from harambee.people import commands, notices, policies  # noqa: F401
        from harambee.web import timeline

        timeline.register(notices.EVENT_WORDS)
