"""Is the process alive, and can it do its work. Neither asks who is calling."""

import redis
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET


@transaction.non_atomic_requests
@require_GET
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, else 503 naming which does not."""
    failing = [name for name, check in (("database", _database), ("broker", _broker)) if not check()]
    return JsonResponse(
        {"status": "not ready" if failing else "ready", "failing": failing}, status=503 if failing else 200
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True


def _broker() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
