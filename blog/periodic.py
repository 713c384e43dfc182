"""What the clock does for the blog."""

from celery import shared_task
from django.core.management import call_command

from blog import tasks
from blog.actions import links, newsletter
from blog.models import NewsletterMail
from marketplace.lib import clock, jobs


@shared_task
def publish_scheduled() -> None:
    """Publish what is scheduled for now, and take down what expires."""
    call_command("publish_scheduled")


@shared_task
def announce_guides() -> None:
    newsletter.announce(at=clock.now())


@shared_task
def sweep_newsletter() -> None:
    """Ring for every mail that is due: written for many at once, or its bell was lost, or its wait is over."""
    for pk in jobs.overdue(NewsletterMail):
        if not jobs.publish(tasks.send_newsletter_mail, pk):
            return


@shared_task
def forget_subscriptions() -> None:
    newsletter.forget_over(at=clock.now())


@shared_task
def check_links() -> None:
    """Look at every link of every live page: a page it leads to may have gone since."""
    links.check_all(at=clock.now())
