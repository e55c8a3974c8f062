"""Celery: ids in, a service called."""

from celery import shared_task

from accounts.models import Organisation
from accounts.outbox.services import heartbeat
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope
from carers.applications.services import coming_back
from carers.followups.services.planning import plan


@shared_task(name="carers.plan_follow_ups")
def plan_follow_ups() -> None:
    for agency in Organisation.objects.exclude(agency_kind=""):
        with scope(agency.pk):
            plan(job_for(agency))
    heartbeat.beat("plan-follow-ups")


@shared_task(name="carers.answer_way_back")
def answer_way_back(request: str) -> None:
    coming_back.answer_way_back(request)


@shared_task(name="carers.sweep_coming_back")
def sweep_coming_back() -> None:
    coming_back.sweep()
    heartbeat.beat("sweep-coming-back")
