"""Addresses of the directory."""

from django.urls import path

from harambee.directory import pages

urlpatterns = [
    path("services", pages.services, name="services"),
    path("services/<uuid:service_id>", pages.service, name="service"),
]
