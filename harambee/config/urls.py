"""Addresses: each slice's own, mounted once."""

from django.urls import URLPattern, URLResolver, include, path

# The slices with pages of their own; people are seen in their cases.
WITH_PAGES = ("directory", "intake", "cases", "referrals", "api")

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("post/", include("harambee.access.urls")),
    path("", include("harambee.web.urls")),
    *(path("", include(f"harambee.{one}.urls")) for one in WITH_PAGES),
]

handler400 = "harambee.web.errors.bad_request"
handler403 = "harambee.web.errors.forbidden"
handler404 = "harambee.web.errors.not_found"
handler500 = "harambee.web.errors.server_error"
