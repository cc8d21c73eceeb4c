"""Acts on messages: posting, sending, reminding."""

from yangguang.apps.notices.services.posting import mark_read, post_notice, withdraw_notices
from yangguang.apps.notices.services.reminding import remind_due
from yangguang.apps.notices.services.sending import resend_notice, send_pending

__all__ = [
    "mark_read",
    "post_notice",
    "remind_due",
    "resend_notice",
    "send_pending",
    "withdraw_notices",
]
