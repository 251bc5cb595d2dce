"""Django's name for this slice."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals to organizations' queues, their answers and outcomes."""

    name = "harambee.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Load the rules and commands, and give the timeline its words."""
        from harambee.referrals import commands, notices, policies  # noqa: F401
        from harambee.web import timeline

        timeline.register(notices.EVENT_WORDS)
