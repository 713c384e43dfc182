"""How gunicorn serves the site: two processes of four threads, which serve Wagtail's pages best."""

from django.conf import settings

from marketplace import checks

bind = f"{settings.BIND_ADDRESS}:{settings.PORT}"
workers = settings.WEB_PROCESSES
threads = settings.WEB_THREADS
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 5000  # a worker that grows is replaced
max_requests_jitter = 500
control_socket_disable = True  # it would live in the home folder
accesslog = None  # django-structlog logs each request with its id
loglevel = "warning"


def on_starting(server: object) -> None:
    """Refuse in the master: each worker would refuse too, but two at once confuse gunicorn's exit code."""
    checks.refuse_defaults()
