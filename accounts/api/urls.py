from rest_framework.routers import SimpleRouter

from accounts.api import operations

router = SimpleRouter(trailing_slash=False)
router.register("operations", operations.OperationsViewSet, basename="api_operations")
router.register("messages", operations.MessageViewSet, basename="api_messages")

urlpatterns = router.urls
