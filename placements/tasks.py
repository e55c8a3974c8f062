"""Celery: ids in, a service called."""

from celery import shared_task

from accounts.models import Organisation
from accounts.services import heartbeat
from placements.services import holds
from placements.services.shortages import jobs


@shared_task(name="placements.release_expired_holds")
def release_expired_holds() -> None:
    for agency in Organisation.objects.exclude(agency_kind="").values_list("pk", flat=True):
        holds.release_all_expired(agency)
    heartbeat.beat("release-expired-holds")


@shared_task(name="placements.work_out_shortages")
def work_out_shortages(council: str, job: str) -> str:
    return jobs.run(council, job)


@shared_task(name="placements.nightly_shortages")
def nightly_shortages() -> None:
    jobs.nightly()
    heartbeat.beat("nightly-shortages")
