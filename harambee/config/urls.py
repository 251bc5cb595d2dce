"""Addresses: each slice's own, mounted once."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("post/", include("harambee.access.urls")),
]
if (settings.BASE_DIR / "web" / "urls.py").exists():
    urlpatterns.append(path("", include("harambee.web.urls")))
urlpatterns += [
    path("", include(f"harambee.{one}.urls"))
    for one in settings.SLICES
    if (settings.BASE_DIR / one / "urls.py").exists()
]

handler400 = "harambee.web.errors.bad_request"
handler403 = "harambee.web.errors.forbidden"
handler404 = "harambee.web.errors.not_found"
handler500 = "harambee.web.errors.server_error"
