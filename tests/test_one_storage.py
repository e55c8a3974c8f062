"""Documents lie in one storage, whichever process asks: two processes that share nothing else, compose, the code."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.documents import files
from accounts.documents.services import documents
from accounts.models import Document
from accounts.records.services import retention_night
from accounts.tenancy import invariants
from accounts.tenancy.scopes import scope
from config.paths import BASE_DIR
from tests.applicants import owned_form
from tests.cast import Cast
from tests.permissions.applicant import PNG
from tests.sources import sources
from tests.test_deployment import GIVEN

PACKAGES = ("accounts", "carers", "placements")
# Modules that open files which are no documents, and whose.
OTHER_FILES = {
    "accounts/outbox/gateways/mailbox.py": "the mailbox of development",
    "accounts/outbox/loopback.py": "the log of a relay in trials",
    "accounts/documents/papers/__init__.py": "the package's own layouts",
    "accounts/reference/services/reference.py": "the package's own tables",
    "accounts/input/unpacking.py": "the parts of an archive that the request itself brought",
    "carers/public/allowances.py": "a table that the operator names",
    "placements/shortages/forecasting/generator_files.py": "a folder named on the command line",
    "placements/shortages/forecasting/returns/tables.py": "a folder named on the command line",
    "placements/matching/instance.py": "a file named on the command line",
}
WEB = """
import json, sys, django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from accounts.models import User
client = Client(SERVER_NAME="hearth.example")
client.force_login(User.objects.get(email="appa@example.org"))
sent = {"kind": "other", "file": SimpleUploadedFile("paper.png", bytes.fromhex(sys.argv[2]))}
answer = client.post(f"/api/v1/my-applications/{sys.argv[1]}/documents", sent, secure=True)
print(json.dumps([answer.status_code, answer.json()]))
"""
WORKER = """
import json, sys, django
django.setup()
from accounts.models import Document
from accounts.documents.services.documents import read
from accounts.tasks import scan_document
from accounts.tenancy.scopes import scope
state = scan_document(sys.argv[1], sys.argv[2])
with scope(sys.argv[1]):
    found = Document.objects.get(pk=sys.argv[2])
    print(json.dumps([state, read(found).hex() if found.opens else ""]))
"""


def process(script: str, data_dir: Path, documents_dir: Path, *arguments: str) -> Any:
    """As a container would: production settings, a data folder and a working folder of its own."""
    data_dir.mkdir(exist_ok=True)
    name = connections["owner"].settings_dict["NAME"]
    urls = {"DATABASE_URL": "HEARTH_TEST_DATABASE_URL", "DATABASE_OWNER_URL": "HEARTH_TEST_OWNER_URL"}
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DJANGO_"))}
    environment |= GIVEN | {key: os.environ[kept].rpartition("/")[0] + f"/{name}" for key, kept in urls.items()}
    environment |= {"REDIS_URL": os.environ["HEARTH_TEST_REDIS_URL"], "PYTHONPATH": str(BASE_DIR),
                    "DJANGO_SETTINGS_MODULE": "config.settings.production", "HEARTH_DATA_DIR": str(data_dir),
                    "HEARTH_DOCUMENTS_DIR": str(documents_dir)}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=environment, cwd=data_dir,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_what_one_process_keeps_another_opens(cast: Cast, tmp_path: Path, sent_tasks: list[Any]) -> None:
    form, shared, agency = owned_form(cast), tmp_path / "documents", str(cast.agency.pk)
    status, kept = process(WEB, tmp_path / "web", shared, str(form.pk), PNG.hex())
    assert status == 201 and kept["state"] == "pending"
    # A worker with a folder of its own: nothing breaks, nothing is lost, and it is said.
    assert process(WORKER, tmp_path / "worker", tmp_path / "elsewhere", agency, kept["id"]) == ["missing", ""]
    with cast.acting("musa"):
        assert [found.key for found in invariants.found_at(cast.agency.pk)] == ["document.without_file"]
    assert process(WORKER, tmp_path / "worker", shared, agency, kept["id"]) == ["unscanned", PNG.hex()]
    with cast.acting("musa"):
        assert invariants.found_at(cast.agency.pk) == []


@pytest.fixture
def document(cast: Cast, sent_tasks: list[Any]) -> Document:
    form, client = owned_form(cast), Client()
    client.force_login(cast.people["appa"])
    sent = {"kind": "other", "file": SimpleUploadedFile("paper.png", PNG)}
    assert client.post(f"/api/v1/my-applications/{form.pk}/documents", sent).status_code == 201
    with scope(cast.agency.pk):
        return Document.objects.get()


def test_a_lost_file_is_said_once_an_hour_and_can_be_sent_again(
    cast: Cast, document: Document, sent_tasks: list[Any]
) -> None:
    agency, client = cast.agency.pk, Client()
    with scope(agency):
        Document.objects.update(uploaded_at=timezone.now() - retention_night.DAY)
    default_storage.delete(document.stored_as)
    assert documents.scan_document(agency, document.pk) == "missing"
    assert documents.sweep_pending(agency) == 0, "not again each minute"
    with scope(agency):
        Document.objects.update(missed_at=timezone.now() - documents.LOOK_AGAIN)
    assert documents.sweep_pending(agency) == 1
    with scope(agency):
        Document.objects.update(state="clean", missed_at=None)
    client.force_login(cast.people["musa"])
    answer = client.get(f"/api/v1/documents/{document.pk}")
    assert answer.status_code == 409 and answer.json()["code"] == "document.missing"
    retention_night.sweep_files(agency, timezone.now())
    with cast.acting("musa"):
        assert [found.key for found in invariants.found_at(agency)] == ["document.without_file"]
    client.force_login(cast.people["appa"])
    sent = {"kind": "other", "file": SimpleUploadedFile("paper.png", PNG)}
    again = client.post(f"/api/v1/my-applications/{document.subject_id}/documents", sent)
    assert again.status_code == 201 and again.json()["id"] == str(document.pk) and again.json()["missed_at"] is None
    assert documents.scan_document(agency, document.pk) == "unscanned"
    with cast.acting("musa"):
        assert invariants.found_at(agency) == []
        assert documents.read(Document.objects.get()) == PNG


def test_a_name_is_never_written_over_and_never_changed() -> None:
    files.keep("x/one", b"1")
    with pytest.raises(FileExistsError):
        files.keep("x/one", b"2")
    assert files.bytes_of("x/one") == b"1" and files.names_in("x") == ["x/one"]
    files.remove("x/one")
    files.remove("x/one")
    with pytest.raises(files.FileMissing):
        files.bytes_of("x/one")
    assert files.names_in("nowhere") == []


def apart(compose: dict[str, Any]) -> list[str]:
    """Services of our image that do not mount the one volume of documents where they look for it."""
    found = []
    for name, service in compose["services"].items():
        if service.get("image") != "hearth" and "build" not in service:
            continue
        folder = service.get("environment", {}).get("HEARTH_DOCUMENTS_DIR")
        mounted = [one for one in service.get("volumes", []) if one.split(":")[1] == folder]
        if [one.split(":")[0] for one in mounted] != ["documents"] or "documents" not in compose["volumes"]:
            found.append(name)
    return found


def test_every_service_that_runs_hearth_mounts_the_same_documents() -> None:
    compose = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
    assert apart(compose) == []
    assert {"migrate", "web", "worker", "beat"} <= set(compose["services"])
    compose["services"]["worker"] |= {"volumes": ["other:/documents"]}
    compose["services"]["nightly"] = {"image": "hearth", "environment": {"HEARTH_DOCUMENTS_DIR": "/documents"}}
    assert apart(compose) == ["worker", "nightly"]


def test_the_image_names_no_folder_of_its_own() -> None:
    """A default inside the image would be a container's own layer: production has to be told."""
    last = (BASE_DIR / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "HEARTH_DOCUMENTS" not in last and "chown hearth /data /documents" in last


def opened_past(source: str) -> set[str]:
    """Ways to the storage other than `accounts.documents.files`, and any opening of files."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = getattr(node, "module", "") or "" if isinstance(node, ast.ImportFrom) else " ".join(names)
        if module.startswith(("django.core.files.storage", "storages", "boto3")):
            found.add("storage")
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            found |= {"storage"} if name in {"MEDIA_ROOT", "FileSystemStorage", "ImageField"} else set()
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text", "unlink"}:
                found.add("opens")
    return found


def test_no_module_reaches_documents_but_through_the_one_storage() -> None:
    found = {}
    for name, source in sources("accounts", "carers", "placements").items():
        ways = opened_past(source)
        if ways and name != "accounts/documents/files.py":
            found[name] = ways
    found.pop("accounts/outbox/services/delivering.py")  # a run of the outbox is opened, no file
    assert {name for name, ways in found.items() if "storage" in ways} == set()
    assert set(found) == set(OTHER_FILES), "keep and read documents by accounts.documents.files"
    planted = "from django.core.files.storage import storages\ndef f(row):\n    return open(row.stored_as).read()"
    assert opened_past(planted) == {"storage", "opens"}
    assert opened_past("from pathlib import Path\nPath(row.stored_as).read_bytes()") == {"opens"}


def settings_of(module: str, **more: str) -> dict[str, Any]:
    script = ("import json; from django.conf import settings as s; print(json.dumps("
              "{'caches': s.CACHES, 'storage': s.STORAGES['default'], 'engine': s.SESSION_ENGINE}))")  # fmt: skip
    base = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DJANGO_"))}
    given = GIVEN | more | {"DJANGO_SETTINGS_MODULE": f"config.settings.{module}"}
    done = subprocess.run([sys.executable, "-c", script], env=base | given, cwd=BASE_DIR, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("module", ["production", "development"])
def test_what_processes_count_together_lies_outside_of_them(module: str) -> None:
    """Limits and the ledger of sent messages count in the cache, sign-ins are rows: no process has its own."""
    told = settings_of(module, HEARTH_DOCUMENTS_DIR="/shared")
    assert {one["BACKEND"].rpartition(".")[2] for one in told["caches"].values()} == {"RedisCache"}
    assert told["storage"]["OPTIONS"]["location"] == "/shared" and told["engine"].endswith("backends.db")


def test_a_bucket_without_its_library_is_refused_in_words() -> None:
    base = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DJANGO_"))}
    given = GIVEN | {"HEARTH_DOCUMENTS_BUCKET": "papers", "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    script = (
        "import sys; sys.modules['storages'] = None; from config.settings import production as p; print(p.STORAGES)"
    )
    done = subprocess.run([sys.executable, "-c", script], env=base | given, cwd=BASE_DIR, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert "hearth.E020" in done.stderr and "--extra s3" in done.stderr
