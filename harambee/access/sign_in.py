"""How people sign in: logins are made by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up by oneself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on only for people who have a login here already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
