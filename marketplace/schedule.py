"""What the clock does and when.

Beat starts these tasks. Each finds the rows that are due, so a lost tick costs time and never work.
"""

from typing import Any

from celery.schedules import crontab

_TICK = {"options": {"expires": 30}}  # with every worker away, ticks must not pile up
BEAT: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "marketplace.periodic.beat", "schedule": 30, **_TICK},
    "sweep-notifications": {"task": "notifications.periodic.sweep", "schedule": 10, **_TICK},
    "sweep-matching": {"task": "projects.periodic.sweep_matching", "schedule": 10, **_TICK},
    "sweep-leads": {"task": "projects.periodic.sweep_leads", "schedule": 30, **_TICK},
    "sweep-deadlines": {"task": "projects.periodic.sweep_deadlines", "schedule": 30, **_TICK},
    "sweep-drafts": {"task": "projects.periodic.sweep_drafts", "schedule": 3600},
    "sweep-account-mails": {"task": "accounts.periodic.sweep_mails", "schedule": 10, **_TICK},
    "forget-account-mails": {"task": "accounts.periodic.forget_mails", "schedule": 3600},
    "forget-form-tokens": {"task": "accounts.periodic.forget_form_tokens", "schedule": 3600},
    "publish-scheduled": {"task": "blog.periodic.publish_scheduled", "schedule": 60, **_TICK},
    "announce-guides": {"task": "blog.periodic.announce_guides", "schedule": 300, **_TICK},
    "sweep-newsletter": {"task": "blog.periodic.sweep_newsletter", "schedule": 10, **_TICK},
    "forget-subscriptions": {"task": "blog.periodic.forget_subscriptions", "schedule": 3600},
    "check-links": {"task": "blog.periodic.check_links", "schedule": crontab(hour=2, minute=40)},
    "count-funnel": {"task": "marketplace.periodic.count_funnel", "schedule": crontab(hour=3, minute=10)},
    "count-open-numbers": {"task": "marketplace.periodic.count_open_numbers", "schedule": crontab(hour=3, minute=20)},
}
