"""What the timeline says about the directory."""

from django.utils.translation import gettext_lazy as _

EVENT_WORDS = {
    "service.add": _("Service added to the directory"),
    "directory.import": _("Directory imported"),
    "location.conceal": _("Whether a place is confidential was changed"),
}
