"""Addresses: each slice's own, mounted once."""

from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path

from harambee.web.errors import not_found as page_not_found

# The slices with pages of their own; people are seen in their cases.
WITH_PAGES = ("directory", "intake", "cases", "referrals", "api")

urlpatterns: list[URLPattern | URLResolver] = [
    # An e-mail is the sign-in that an administrator gave. A second one, added by whoever has stolen the
    # password, would let them set it anew after it has been reset.
    path("account/email/", page_not_found, {"exception": Http404()}),
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
