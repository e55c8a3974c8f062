from rest_framework.routers import SimpleRouter

from accounts.api import operations, organisation, retention, role_requests, settings

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
