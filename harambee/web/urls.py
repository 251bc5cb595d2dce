"""Addresses of the kit."""

from django.urls import path

from harambee.web import pages

urlpatterns = [
    path("", pages.today, name="today"),
    path("search", pages.search_page, name="search"),
    path("more", pages.more, name="more"),
    path("theme", pages.choose_theme, name="choose_theme"),
    path("gallery", pages.gallery, name="gallery"),
]
