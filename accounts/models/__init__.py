from accounts.models.audit import AuditEntry
from accounts.models.document import Document
from accounts.models.geography import Adjacency, Council, CouncilFigure, Sector
from accounts.models.keys import ApiKey, IdempotencyKey
from accounts.models.keys_at_rest import FieldKey, LookUpKey
from accounts.models.membership import Membership, RegionMember
from accounts.models.message import Message, Suppression
from accounts.models.operations import Heartbeat
from accounts.models.organisation import Organisation
from accounts.models.retention import RetentionHold, RetentionPeriod, RetentionRun
from accounts.models.role_request import RoleRequest
from accounts.models.user import User

__all__ = [
    "Adjacency",
    "ApiKey",
    "AuditEntry",
    "Council",
    "CouncilFigure",
    "Document",
    "FieldKey",
    "Heartbeat",
    "IdempotencyKey",
    "LookUpKey",
    "Membership",
    "Message",
    "Organisation",
    "RegionMember",
    "RetentionHold",
    "RetentionPeriod",
    "RetentionRun",
    "RoleRequest",
    "Sector",
    "Suppression",
    "User",
]
