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
    path("", include("accounts.urls")),
    path("", include("carers.urls")),
    path("", include("placements.urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("carers.api_urls")),
    path("api/v1/", include("placements.api_urls")),
]

handler400 = "accounts.pages.views.bad_request"
handler403 = "accounts.pages.views.not_allowed"
handler404 = "accounts.pages.views.not_found"
handler429 = "accounts.pages.views.too_fast"  # limits of signing in
handler500 = "accounts.pages.views.broken"
