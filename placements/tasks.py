"""Celery: ids in, a service called."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Organisation
from accounts.outbox.services import heartbeat
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope
from placements.homes.services.leaving import endings_due
from placements.offers.services import asking
from placements.placing.services import holding
from placements.referrals.services import digest as telling
from placements.referrals.services import sharing
from placements.shortages.services import digest, jobs, opening


@shared_task(name="placements.release_expired_holds")
def release_expired_holds() -> None:
    for agency in Organisation.objects.exclude(agency_kind="").values_list("pk", flat=True):
        holding.release_all_expired(agency)
        with scope(agency):
            asking.let_asks_lapse(agency)
    for council in Organisation.objects.filter(is_council=True):
        with scope(council.pk):
            sharing.broadcast_due(job_for(council))
    heartbeat.beat("release-expired-holds")


@shared_task(name="placements.tell_agencies")
def tell_agencies() -> None:
    """One digest for each service that has not been told of a referral, not a mail for each referral."""
    for agency in Organisation.objects.exclude(agency_kind="").exclude(email=""):
        with scope(agency.pk):
            telling.send(job_for(agency), timezone.now())
    heartbeat.beat("tell-agencies")


@shared_task(name="placements.work_out_shortages")
def work_out_shortages(council: str, job: str) -> str:
    return jobs.run(council, job)


@shared_task(name="placements.nightly_shortages")
def nightly_shortages() -> None:
    jobs.nightly()
    heartbeat.beat("nightly-shortages")


@shared_task(name="placements.endings_take_effect")
def endings_take_effect() -> None:
    for agency in Organisation.objects.exclude(agency_kind=""):
        with scope(agency.pk):
            endings_due(job_for(agency), timezone.localdate())
    heartbeat.beat("endings-take-effect")


@shared_task(name="placements.publish_open_figures")
def publish_open_figures() -> None:
    opening.publish_month()
    heartbeat.beat("publish-open-figures")


@shared_task(name="placements.send_shortage_digests")
def send_shortage_digests() -> None:
    digest.send_due(timezone.localdate())
    heartbeat.beat("send-shortage-digests")
