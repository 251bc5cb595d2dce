"""What the timeline says about people. Nobody is told by themselves: the case tells its team."""

from django.utils.translation import gettext_lazy as _

EVENT_WORDS = {
    "person.add": _("Name and birth written down"),
    "person.change": _("Name, sex or birth corrected"),
}
