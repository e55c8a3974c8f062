"""Every route of the service."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    path("", include("accounts.web.urls")),
    path("", include("carers.web.urls")),
    path("", include("placements.web.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("carers.api.urls")),
    path("api/v1/", include("placements.api.urls")),
]

handler400 = "accounts.web.pages.bad_request"
handler403 = "accounts.web.pages.not_allowed"
handler404 = "accounts.web.pages.not_found"
handler429 = "accounts.web.pages.too_fast"  # limits of signing in
handler500 = "accounts.web.pages.broken"
