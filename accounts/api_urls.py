from rest_framework.routers import SimpleRouter

from accounts.access.api import organisation, role_requests, settings
from accounts.outbox.api import operations
from accounts.records.api import retention

router = SimpleRouter(trailing_slash=False)
router.register("operations", operations.OperationsViewSet, basename="api_operations")
router.register("messages", operations.MessageViewSet, basename="api_messages")
router.register("organisation", organisation.OrganisationViewSet, basename="api_organisation")
router.register("team", settings.TeamViewSet, basename="api_team")
router.register("role-requests", role_requests.RoleRequestViewSet, basename="api_role_requests")
router.register("keys", settings.KeyViewSet, basename="api_keys")
router.register("audit", settings.AuditViewSet, basename="api_audit")
router.register("retention", retention.RetentionViewSet, basename="api_retention")
router.register("retention-holds", retention.HoldViewSet, basename="api_retention_holds")

urlpatterns = router.urls
