from placements.models.ask import Ask
from placements.models.child import Child
from placements.models.ending import Ending, PlacementVersion
from placements.models.exemption import Exemption, ExemptionChild
from placements.models.gate import Gate, Notice
from placements.models.match import Match
from placements.models.match_rules import MatchRules
from placements.models.offer import Decline, Offer
from placements.models.open_figures import OpenFigures
from placements.models.placement import Placement
from placements.models.referral import Referral, ReferralChild, Share
from placements.models.referral_draft import ReferralDraft
from placements.models.reply import Reply, Told
from placements.models.returns import Episode, Return
from placements.models.shortage import CampaignTarget, Scenario, ShortageJob, Snapshot

__all__ = [
    "Ask",
    "CampaignTarget",
    "Child",
    "Decline",
    "Ending",
    "Episode",
    "Exemption",
    "ExemptionChild",
    "Gate",
    "Match",
    "MatchRules",
    "Notice",
    "Offer",
    "OpenFigures",
    "Placement",
    "PlacementVersion",
    "Referral",
    "ReferralChild",
    "ReferralDraft",
    "Reply",
    "Return",
    "Scenario",
    "Share",
    "ShortageJob",
    "Snapshot",
    "Told",
]
