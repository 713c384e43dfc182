"""Work that the blog defers: sending the newsletter's mails."""

from celery import shared_task

from blog import delivery
from blog.models import NewsletterMail
from marketplace.lib import jobs, mail


@shared_task
def send_newsletter_mail(pk: int) -> None:
    """Send the mail with this key if it is due and nobody else is at it."""
    if mail.breaker.is_open:
        return  # the row stays due, and the sweep comes back to it
    job = jobs.claim(NewsletterMail, pk)
    if job is None:
        return
    with jobs.working(job):
        delivery.send(job)
