from placements.models.child import Child
from placements.models.exemption import Exemption, ExemptionChild
from placements.models.match import Match
from placements.models.placement import Placement
from placements.models.referral import Referral, ReferralChild, Share

__all__ = [
    "Child",
    "Exemption",
    "ExemptionChild",
    "Match",
    "Placement",
    "Referral",
    "ReferralChild",
    "Share",
]
