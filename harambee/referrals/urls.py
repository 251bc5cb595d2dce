"""Addresses of referrals. Each has the name of its command."""

from django.urls import path

from harambee.referrals import pages

urlpatterns = [
    path("referrals", pages.referrals, name="referrals"),
    path("referrals/<uuid:referral_id>", pages.referral, name="referral"),
    path("referrals/<uuid:referral_id>/seen", pages.see_news, name="see_news"),
    path("referrals/<uuid:referral_id>/accept", pages.accept_referral, name="accept_referral"),
    path("referrals/<uuid:referral_id>/decline", pages.decline_referral, name="decline_referral"),
    path("referrals/<uuid:referral_id>/waitlist", pages.waitlist_referral, name="waitlist_referral"),
    path("referrals/<uuid:referral_id>/start", pages.start_referral, name="start_referral"),
    path("referrals/<uuid:referral_id>/return", pages.return_referral, name="return_referral"),
    path("referrals/<uuid:referral_id>/outcome", pages.record_outcome, name="record_outcome"),
    path("referrals/<uuid:referral_id>/cancel", pages.cancel_referral, name="cancel_referral"),
    path("referrals/<uuid:referral_id>/reroute", pages.reroute_referral, name="reroute_referral"),
    path(
        "referrals/<uuid:referral_id>/reroute/<uuid:service_id>",
        pages.reroute_referral,
        name="reroute_referral",
    ),
    path("cases/<uuid:case_id>/referrals", pages.case_referrals, name="case_referrals"),
    path("cases/<uuid:case_id>/refer", pages.send_referral, name="send_referral"),
    path("cases/<uuid:case_id>/refer/<uuid:service_id>", pages.send_referral, name="send_referral"),
]
