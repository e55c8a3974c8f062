FROM python:3.13-slim AS build
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/app/.venv
COPY pyproject.toml uv.lock .python-version ./
# The extra is for documents in object storage (HEARTH_DOCUMENTS_BUCKET).
RUN uv sync --frozen --no-dev --extra s3
COPY manage.py ./
COPY accounts accounts
COPY carers carers
COPY placements placements
COPY config config
# Collecting needs settings, not servers: these values serve this one command and are not kept.
RUN DJANGO_SETTINGS_MODULE=config.settings.production SECRET_KEY="$(.venv/bin/python -m accounts.keyring)" \
    HEARTH_FIELD_KEYS="$(.venv/bin/python -m accounts.keyring)" DATABASE_URL=postgresql://a@b/c \
    DATABASE_OWNER_URL=postgresql://o@b/c REDIS_URL=redis://b HEARTH_HOSTS=b HEARTH_PUBLIC_URL=https://b \
    HEARTH_FROM_EMAIL=a@b HEARTH_DOCUMENTS_DIR=/documents HEARTH_TELEPHONE=0 HEARTH_TRUSTED_PROXIES=0 \
    .venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home hearth && mkdir /data /documents && chown hearth /data /documents
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 HEARTH_DATA_DIR=/data DJANGO_SETTINGS_MODULE=config.settings.production
USER hearth
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--timeout", "60"]
