"""Logs are structured and hold no personal data, even when a page breaks."""

import json
import logging.config
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from carers.enquiries.pages import workspace
from tests.cast import Cast


def test_a_broken_search_logs_where_it_broke_and_not_whom_it_was_for(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Key (email)=(zoe@example.org) already exists"

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError(said)

    monkeypatch.setattr(workspace, "render", broken)
    logging.config.dictConfig(settings.LOGGING)  # handlers of this test's own output stream
    client = Client(raise_request_exception=False)
    client.force_login(cast.people["rosa"])
    assert client.get("/agency/people/?q=Zoe+Brien").status_code == 500
    written = "".join(capsys.readouterr())
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert any("ValueError" in line.get("exception", "") for line in lines), written
    assert any("workspace.py" in line.get("exception", "") for line in lines)
    for secret in ("Brien", "zoe@example.org", "already exists"):
        assert secret not in written


def test_no_line_holds_the_secret_of_a_link(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(settings.LOGGING)
    agency, secret = cast.agency.pk, "Zk3-" + "a_B9" * 7
    for path in (
        f"/answer/{agency}/{secret}/",
        f"/apply/open/{agency}/{secret}/",
        f"/enquire/go-on/{secret}.{secret}/",
    ):
        assert Client().get(path).status_code == 410
    written = "".join(capsys.readouterr())
    assert secret not in written and "a_B9" not in written
    assert f"/answer/{agency}/" in written  # where it happened is still told
