from placements.models.child import Child
from placements.models.exemption import Exemption, ExemptionChild
from placements.models.match import Match
from placements.models.placement import Placement
from placements.models.referral import Referral, ReferralChild, Share
from placements.models.returns import Episode, Return
from placements.models.shortage import CampaignTarget, Scenario, ShortageJob, Snapshot

__all__ = [
    "CampaignTarget",
    "Child",
    "Episode",
    "Exemption",
    "ExemptionChild",
    "Match",
    "Placement",
    "Referral",
    "ReferralChild",
    "Return",
    "Scenario",
    "Share",
    "ShortageJob",
    "Snapshot",
]
