"""The pages of referrals: the queue, one referral with its answers, and sending one to a service."""

from harambee.referrals.pages.answer import (
    accept_referral,
    cancel_referral,
    decline_referral,
    record_outcome,
    return_referral,
    start_referral,
    waitlist_referral,
)
from harambee.referrals.pages.read import case_referrals, referral, referrals, see_news
from harambee.referrals.pages.send import reroute_referral, send_referral

__all__ = [
    "accept_referral",
    "cancel_referral",
    "case_referrals",
    "decline_referral",
    "record_outcome",
    "referral",
    "referrals",
    "reroute_referral",
    "return_referral",
    "see_news",
    "send_referral",
    "start_referral",
    "waitlist_referral",
]
