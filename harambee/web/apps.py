"""The web kit: what every page is made of."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "harambee.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Slices say in `entries.py` what they add to the navigation, to Today and to the search box.
        autodiscover_modules("entries")
