"""The Django project: wiring, and nothing about the business."""

from marketplace.celery import app as celery_app

__all__ = ["celery_app"]
