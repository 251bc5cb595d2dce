"""Every write of referrals: sending, answering, working on them, ending them, and the clock."""

from harambee.referrals.commands.answer import accept_referral, decline_referral, waitlist_referral
from harambee.referrals.commands.clock import escalate_referral, remind_referral
from harambee.referrals.commands.end import cancel_referral, reroute_referral
from harambee.referrals.commands.send import send_referral
from harambee.referrals.commands.work import record_outcome, return_referral, start_referral

__all__ = [
    "accept_referral",
    "cancel_referral",
    "decline_referral",
    "escalate_referral",
    "record_outcome",
    "remind_referral",
    "reroute_referral",
    "return_referral",
    "send_referral",
    "start_referral",
    "waitlist_referral",
]
