"""Addresses of the API, its description, and the page of one's own tokens."""

from django.urls import path

from harambee.api import pages
from harambee.api.mounting import api

urlpatterns = [
    path("account/api-tokens", pages.api_tokens, name="api_tokens"),
    path("account/api-tokens/<uuid:token_id>/revoke", pages.revoke_token, name="revoke_token"),
    path("api/v1/docs", pages.api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
