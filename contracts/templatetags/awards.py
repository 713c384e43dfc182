"""The way from a project's or a lead's page to the contract that it became."""

from typing import Any

from django import template

from contracts.models import Contract
from projects.models import Project

register = template.Library()


@register.simple_tag(takes_context=True)
def contract_url(context: template.Context, project: Project) -> str:
    """Where the reader finds the project's contract; empty for everybody but its two sides. One query."""
    request: Any = context["request"]
    contract = Contract.objects.visible_to(request.user).filter(project=project).first()
    return contract.get_absolute_url() if contract else ""
