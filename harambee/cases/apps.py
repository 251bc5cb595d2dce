"""Django's name for this slice."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: team, consent, assessment, plan, notes, review, closure."""

    name = "harambee.cases"
    label = "cases"

    def ready(self) -> None:
        """Load the rules and commands, and give the timeline its words."""
        from harambee.cases import commands, notices, policies  # noqa: F401
        from harambee.web import timeline

        timeline.register(notices.EVENT_WORDS)
