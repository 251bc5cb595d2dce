"""What the kit itself adds to the navigation."""

from django.utils.translation import gettext_lazy as _

from harambee.web.navigation import register

register(_("Today"), "today", order=0, phone=True, icon="home")
