"""`laurel serve --demo`: the demo chains with their sign-ins, and a server that answers."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config.settings import CHECKOUT, Settings
from tests import databases
from webapp.cli import parser
from webapp.commands import serve
from webapp.database import opened
from webapp.usecases.handle_tablet import enrol_tablet
from webapp.usecases.is_empty import is_empty
from webapp.usecases.open_chain import open_chain
from webapp.usecases.refusal import Refusal
from webapp.usecases.signed_links import read
from webapp.usecases.unlock import Opened, unlock, which_tablet

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings.from_environment({"LAUREL_DATA": str(tmp_path)})
    with databases.fresh_sqlite(tmp_path), opened(settings.database_url):
        yield settings


def test_the_demo_has_every_preset_but_the_empty_one_with_people(settings: Settings) -> None:
    lines = "\n".join(serve.demo(settings, ADDRESS))
    slugs = re.findall(rf"^  {ADDRESS}/([a-z-]+)$", lines, re.MULTILINE)
    presets = {path.name.replace("_", "-") for path in (CHECKOUT / "tenants").iterdir() if path.is_dir()}
    assert set(slugs) == presets - {"blank"}
    for slug in slugs:
        chain = open_chain(slug)
        assert chain is not None
        assert not is_empty(chain)
        assert re.search(rf"owner  owner@{slug}\.example  \S{{16}}\n", lines)
        assert re.search(rf"desk   desk@{slug}\.example  [0-9]{{6}}\n", lines)
        assert (
            f"  {ADDRESS}/{slug}/me\n    member +79120000100  the code comes into {settings.data_folder}/texts" in lines
        )


def test_the_demos_link_makes_a_tablet_that_the_demos_pin_opens(settings: Settings) -> None:
    lines = "\n".join(serve.demo(settings, ADDRESS))
    now = datetime.now(UTC)
    for slug, word in re.findall(rf"tablet {ADDRESS}/([a-z-]+)/desk/tablet/\?link=(\S+)", lines):
        chain = open_chain(slug)
        assert chain is not None
        link = read(settings.secret_key, chain, word)
        assert link is not None
        device = enrol_tablet(chain, link, now)
        assert isinstance(device, str)
        counter = which_tablet(chain, device)
        assert counter is not None
        (tile,) = [one for one in counter.people if one.role == "desk"]
        pin = re.search(rf"desk   desk@{slug}\.example  (\S+)", lines)
        assert pin is not None
        assert isinstance(unlock(chain, counter, tile.id, pin[1], now), Opened)
        assert enrol_tablet(chain, link, now) == Refusal("link_gone")


def test_sign_ins_stay_the_same_at_the_next_start_and_nobody_else_reads_them(settings: Settings) -> None:
    first = serve.demo(settings, ADDRESS)
    kept = settings.data_folder / serve.SIGN_INS
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert serve.demo(settings, ADDRESS) == first


@pytest.fixture
def port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        number: int = taken.getsockname()[1]
    return number


def test_one_command_serves_from_nothing(tmp_path: Path, port: int) -> None:
    environ = {**os.environ, "LAUREL_DATA": str(tmp_path), "WEB_CONCURRENCY": "1"}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "webapp.cli", "serve", "--demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert answer(port, "/readyz", server) == "ready\n"
            assert 'lang="' in answer(port, "/", server)
        finally:
            # The command became the server, so that what stops the one stops the other.
            server.terminate()
        assert server.stdout is not None
        said = server.stdout.read()
    assert said.startswith(f"Laurel serves on http://127.0.0.1:{port}\n")
    assert f"http://127.0.0.1:{port}/" in said
    assert server.returncode == 0


def answer(port: int, path: str, server: subprocess.Popen[str]) -> str:
    """The answer, once there is one."""
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as found:
                text: str = found.read().decode()
            return text
        except URLError:
            time.sleep(0.1)
    raise AssertionError("no answer within a minute")


def test_a_port_is_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    for port in ("0", "65536", "eighty", "-1", "٨٠"):
        with pytest.raises(SystemExit):
            parser().parse_args(["serve", f"--port={port}"])
        assert "a port is a number" in capsys.readouterr().err
