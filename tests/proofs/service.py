"""Proofs that need the whole machinery: processes that are killed, a broker that restarts, mail that is down."""

import random
import time
from pathlib import Path

from tests.benchmarks.apart import apart
from tests.proofs.outbox_trial import OPEN, Trial, database_environment, new_agency, write_follow_ups

_SHORT = {"HEARTH_OUTBOX_LEASE": "6", "HEARTH_OUTBOX_RUN": "3", "HEARTH_OUTBOX_FIRST_RETRY": "2"}
_SHORTER = {"HEARTH_OUTBOX_LEASE": "2", "HEARTH_OUTBOX_RUN": "1", "HEARTH_OUTBOX_FIRST_RETRY": "1"}
Figures = dict[str, object]


def chaos(
    folder: Path, count: int, *, kills: int, dark: float, seconds: float, seed: int = 1, application: str = "config",
    small: bool = False,
) -> Figures:  # fmt: skip
    """Send `count` due follow-ups while workers are killed, the broker restarts and the mail server is away.

    Lost: neither taken by the mail server nor flagged. Doubled: taken twice. Unflagged: taken, but our row says
    neither sent nor doubtful. Two schedulers sweep throughout. A `small` one has a slow mail server, so that few
    messages still give time for every act, and short leases.
    """
    rng, agency = random.Random(seed), new_agency("Trial by chaos")
    write_follow_ups(agency, count)
    hasty = _SHORTER if small else _SHORT
    trial = Trial(folder, {**database_environment(), **hasty}, agency, application, 0.04 if small else 0.0)
    happened = {"killed": 0, "broker_restarted": 0, "mail_down_seconds": 0.0}
    with trial.running():
        started = time.monotonic()
        acts = [("kill", share) for share in sorted(rng.uniform(0.02, 0.9) for _ in range(kills))]
        acts = sorted([*acts, ("broker", 0.35), ("mail", 0.55)], key=lambda act: act[1])
        while time.monotonic() - started < seconds:
            counts = trial.counts()
            for _ in range(2):
                trial.ask("accounts.sweep_messages")
            if not sum(counts[state] for state in OPEN):
                break
            done = 1 - sum(counts[state] for state in OPEN) / count
            while acts and (done >= acts[0][1] or time.monotonic() - started > seconds * 0.6):
                _act(trial, acts.pop(0)[0], rng, dark, happened)
            time.sleep(0.05 if small else 0.3)
        took = time.monotonic() - started
        return {**_verdict(trial, count), **happened, "seconds": round(took, 1), "seed": seed}


def _act(trial: Trial, act: str, rng: random.Random, dark: float, happened: dict[str, float]) -> None:
    if act == "kill":
        worker = trial.workers.pop(rng.randrange(len(trial.workers)))
        trial.kill(worker)
        trial.start_worker()
        happened["killed"] += 1
    elif act == "broker":
        trial.restart_broker()
        happened["broker_restarted"] += 1
    else:
        trial.stop_mail()
        time.sleep(dark)
        trial.start_mail()
        happened["mail_down_seconds"] += dark


def _verdict(trial: Trial, count: int) -> Figures:
    from accounts.models import Message
    from accounts.tenancy.scopes import scope

    taken = trial.taken()
    with scope(trial.organisation):
        rows = dict(Message.objects.filter(organisation=trial.organisation).values_list("reference", "state"))
    lost = [ref for ref, state in rows.items() if ref not in taken and state not in ("doubtful", "failed")]
    unflagged = [ref for ref in taken if rows.get(ref) not in ("sent", "doubtful")]
    doubled = [ref for ref, times in taken.items() if times > 1]
    doubtful = sum(state == "doubtful" for state in rows.values())
    failed = sum(state == "failed" for state in rows.values())
    return {
        "messages": count,
        "taken": sum(taken.values()),
        "sent": sum(state == "sent" for state in rows.values()),
        "doubtful": doubtful,
        "failed": failed,
        "lost": len(lost),
        "doubled": len(doubled),
        "unflagged": len(unflagged),
        "holds": not lost and not doubled and not unflagged and len(rows) == count,
    }


def follow_ups() -> Figures:
    """5,000 due follow-ups; twelve workers killed, the broker restarted, the mail server away for ten seconds."""
    return apart(
        "import json; from pathlib import Path; from django.conf import settings\n"
        "from tests.proofs.service import chaos\n"
        "print(json.dumps(chaos(Path(settings.DATA_DIR) / 'trial', 5000, kills=12, dark=10.0, seconds=600)))"
    )


def proofs() -> dict[str, object]:
    return {"followups": follow_ups}
