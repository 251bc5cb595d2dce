"""Addresses of access."""

from django.urls import path

from harambee.access import pages

urlpatterns = [path("<uuid:post_id>/", pages.switch_post, name="switch_post")]
