"""Enquiries of the last year in every state, applications at every stage with checks and decisions."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from carers.law.working_days import london_date
from placements.region import names, ratios
from placements.region.ground import Ground
from placements.region.homes import weighted
from placements.region.personal import make_personal
from placements.region.plan import ApplicationPlan, EnquiryPlan, Facts, HomePlan, Region

LONDON = ZoneInfo("Europe/London")
_SOURCES = {"web": 0.62, "telephone": 0.18, "referral": 0.08, "event": 0.07, "other": 0.03, "import": 0.02}
_CAMPAIGNS = ("", "", "", "Spring fostering fortnight", "Local radio", "Bus shelters", "Ask a carer evenings")
_ENDS = {"not_now": 0.24, "declined": 0.16, "withdrawn": 0.28, "closed_no_contact": 0.32}
# Days from the enquiry after which it stands here, while it is open.
_OPEN_STEPS = ((2, "received"), (16, "contacted"), (34, "visit_booked"), (55, "invited"))
_REASONS = {"AW1": 0.20, "AW2": 0.14, "AW3": 0.24, "AW4": 0.12, "AW5": 0.06, "AW0": 0.24}
_STAGES = ("registered", "stage1", "stage2", "panel", "decision")
# The part of the way from registration to the decision at which each stage begins.
_STAGE_BEGINS = (0.0, 0.03, 0.33, 0.90, 0.96)
_APPLICATION_ENDS = {"withdrawn": 0.92, "declined": 0.05, "transferred": 0.03}
_CHECKS = (
    ("dbs", 0.97), ("medical", 1.0), ("reference", 1.0), ("reference", 1.0), ("authority", 0.95),
    ("home_safety", 0.9), ("overseas", 0.12), ("previous_service", 0.10),
)  # fmt: skip


def moment(rng: Random, day: date) -> datetime:
    """People write mostly in the day and evening."""
    return datetime.combine(day, time(min(23, max(0, int(rng.gauss(15, 4)))), rng.randrange(60)), LONDON)


def _contact(rng: Random, name: str, number: int) -> Facts:
    by = rng.choices(("email", "telephone", "text"), (0.55, 0.3, 0.15))[0]
    phone = names.mobile(rng) if by != "email" or rng.random() < 0.6 else ""
    mail = names.email(name, number) if by == "email" or rng.random() < 0.7 else ""
    return {
        "email": mail,
        "telephone": phone,
        "spare_room": rng.choices(("yes", "not_yet", "no"), (0.82, 0.11, 0.07))[0],
        "contact_by": by,
        "contact_when": rng.choice(("", "any", "morning", "evening", "weekend", "afternoon")),
        "may_leave_message": rng.random() < 0.6,
        "marketing_consent": rng.random() < 0.35,
        "source": weighted(rng, _SOURCES),
        "campaign": rng.choice(_CAMPAIGNS),
        "historical": False,
    }


class Recruitment:
    """Enquiries and applications of one agency."""

    def __init__(self, rng: Random, region: Region, organisation: int, ground: Ground) -> None:
        self._rng, self._region, self._organisation, self._ground = rng, region, organisation, ground
        self._today = region.as_of

    def add(self, enquiries: int, applied: int) -> None:
        """`enquiries` of the last year, of which `applied` led to applications; approved homes come first."""
        before = len(self._region.enquiries)
        for number, home in enumerate(self._region.homes):
            recent = (self._today - home.approved_on).days <= 365
            if home.organisation == self._organisation and home.kind == "mainstream" and recent:
                self._approved(number, home)
        arrived = [london_date(plan.received_at) for plan in self._region.enquiries[before:]]
        in_window = sum((self._today - day).days <= 365 for day in arrived)
        for order in range(max(len(_STAGES) + 3, applied - in_window)):
            self._applied(order)
        for order in range(max(9, enquiries - (len(self._region.enquiries) - before))):
            self._enquired(order)

    def _enquiry(self, name: str, received: datetime, state: str, since: datetime, answered: bool = True) -> int:
        rng = self._rng
        spot = (
            None if rng.random() < 0.05 else (self._ground.own if rng.random() < 0.8 else self._ground.around).draw(rng)
        )
        facts = _contact(rng, name, len(self._region.enquiries))
        first = received + timedelta(hours=rng.choice((1, 3, 5, 20, 26, 30, 50)))
        facts |= {
            "postcode": names.postcode(rng, spot.sector) if spot else "",
            "state_since": since,
            "first_contact_at": min(first, since) if answered else None,
            "reason": weighted(rng, _REASONS) if state == "withdrawn" else "",
        }
        self._region.enquiries.append(EnquiryPlan(self._organisation, name, received, state, spot, facts))
        return len(self._region.enquiries) - 1

    def _name(self) -> str:
        return names.household(self._rng, self._rng.choices(("couple", "single_f", "single_m"), (0.35, 0.5, 0.15))[0])

    def _enquired(self, order: int) -> None:
        """Enquiries that led to no application yet. The first nine stand in every state there is."""
        states = (*(state for _, state in _OPEN_STEPS), *_ENDS)
        forced = states[order] if order < len(states) else ""
        age = self._age_for(forced)
        received = moment(self._rng, self._today - timedelta(days=age))
        state = forced or self._state_at(age)
        early = {"received": 0, "closed_no_contact": 21}.get(state, 2)
        since = received + timedelta(days=min(max(age - 1, 0), early + self._rng.randint(0, 20)), minutes=20)
        since = received if state == "received" else min(since, self._midnight())
        self._enquiry(
            self._name(),
            received,
            state,
            max(since, received),
            state not in ("received", "closed_no_contact"),
        )

    def _midnight(self) -> datetime:
        return datetime.combine(self._today, time(), LONDON) - timedelta(minutes=1)

    def _age_for(self, state: str) -> int:
        """Days since an enquiry that stands in `state` came in; any state: some day of the last year."""
        for days, name in _OPEN_STEPS:
            if state == name:
                return self._rng.randint(max(1, days // 2), days)
        return self._rng.randint(30 if state else 1, 365)

    def _state_at(self, age: int) -> str:
        for days, state in _OPEN_STEPS:
            if age <= days and self._rng.random() < (0.9 if state == "received" else 0.4):
                return state
        return weighted(self._rng, _ENDS) if age > 2 else "received"

    def _approved(self, number: int, home: HomePlan) -> None:
        """The way that led to a home approved in the last year."""
        length = self._rng.randint(*ratios.DAYS_TO_DECISION)
        registered = home.approved_on - timedelta(days=length)
        home.application = self._application(home.name, registered, length, "approved", home.approved_on)

    def _applied(self, order: int) -> None:
        """An application of the last year: open at a stage its age allows, or ended before a decision."""
        rng = self._rng
        length = rng.randint(*ratios.DAYS_TO_DECISION)
        if order < len(_STAGES):
            begins = (*_STAGE_BEGINS, 1.0)
            age = round(length * (begins[order] + 0.4 * (begins[order + 1] - begins[order])))
            stage = _STAGES[order]
        else:
            age = rng.randint(1, 330)
            part = age / length
            ended = order < len(_STAGES) + 3 or part >= 1 or rng.random() < 0.6 * part
            stage = "" if ended else _STAGES[sum(begin <= part for begin in _STAGE_BEGINS) - 1]
        registered = self._today - timedelta(days=max(1, age))
        if stage:
            self._application(self._name(), registered, length, stage, None)
            return
        forced = tuple(_APPLICATION_ENDS)[order - len(_STAGES)] if order < len(_STAGES) + 3 else ""
        ended_on = registered + timedelta(days=rng.randint(0, max(0, min(age, length) - 1)))
        self._application(self._name(), registered, length, forced or weighted(rng, _APPLICATION_ENDS), ended_on)

    def _application(self, name: str, registered: date, length: int, stage: str, ended: date | None) -> int:
        """`length`: days from registration to the decision. `ended`: when it left the open stages."""
        rng = self._rng
        applied = datetime.combine(registered, time(10, rng.randrange(60)), LONDON)
        enquired = moment(rng, registered - timedelta(days=rng.randint(12, 60)))
        enquiry = self._enquiry(name, enquired, "applied", applied)
        last = ended or self._today
        reached = (last - registered).days / length
        begins = dict(zip(_STAGES, _STAGE_BEGINS, strict=True))
        since = ended or registered + timedelta(days=int(length * begins[stage]))
        stage1_done = registered + timedelta(days=int(length * begins["stage2"]) - 5)
        past_stage1 = stage1_done < last and reached >= begins["stage2"]
        paused = stage in ("stage1", "stage2") and rng.random() < 0.06
        plan = ApplicationPlan(self._organisation, enquiry, name, stage, {
            "stage_since": min(max(datetime.combine(since, time(11, 30), LONDON), applied), self._midnight()),
            "registered_on": registered,
            "stage1_complete_on": stage1_done if past_stage1 else None,
            "paused_on": self._today - timedelta(days=rng.randint(0, 20)) if paused else None,
            "kinds": sorted({"short_term", *rng.sample(("long_term", "respite", "emergency"), rng.randint(0, 2))}),
            "withdrawal_reason": weighted(rng, _REASONS) if stage == "withdrawn" else "",
        })  # fmt: skip
        self._checks(plan, registered, last, reached)
        make_personal(plan, last, reached >= _STAGE_BEGINS[1], reached >= _STAGE_BEGINS[2])
        self._decisions(plan, registered, length, last)
        self._region.applications.append(plan)
        return len(self._region.applications) - 1

    def _checks(self, plan: ApplicationPlan, registered: date, last: date, reached: float) -> None:
        if reached < _STAGE_BEGINS[1]:
            return
        rng = self._rng
        for kind, share in _CHECKS:
            if rng.random() >= share:
                continue
            asked = min(registered + timedelta(days=rng.randint(4, 14)), last)
            received: date | None = asked + timedelta(days=rng.randint(9, 45))
            assert received is not None
            if received >= last and reached < _STAGE_BEGINS[2]:
                received = None
            elif received >= last:
                received = max(asked, last - timedelta(days=1))
            clear = rng.random() < 0.93
            person = plan.name if kind != "reference" else names.person(rng, rng.choice("FM"))
            plan.checks.append({
                "kind": kind,
                "person": person,
                "asked_on": asked,
                "due_on": asked + timedelta(days=28),
                "received_on": received,
                "outcome": "" if received is None else "clear" if clear else "discuss",
                "number": f"00{rng.randrange(10**10):010d}" if kind == "dbs" and received else "",
                "renew_on": received + timedelta(days=3 * 365) if kind == "dbs" and received else None,
            })  # fmt: skip

    def _decisions(self, plan: ApplicationPlan, registered: date, length: int, last: date) -> None:
        steps = (
            ("stage1", "proceed", 0.33),
            ("panel", "suitable", 0.95),
            ("decision_maker", "suitable", 1.0),
        )
        for kind, outcome, part in steps:
            day = registered + timedelta(days=int(length * part))
            if day > last or (kind == "decision_maker" and plan.stage != "approved"):
                break
            plan.decisions.append({"kind": kind, "outcome": outcome, "decided_on": day, "reasons": ""})
        if plan.stage == "declined":
            plan.decisions.append({
                "kind": "decision_maker" if len(plan.decisions) == 2 else "stage1",
                "outcome": "not_suitable",
                "decided_on": last,
                "reasons": "The reasons were given to the applicant in writing.",
            })  # fmt: skip
