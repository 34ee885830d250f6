"""`laurel serve`: brings the database up to date, tells the addresses, and becomes the web server."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config.settings import CHECKOUT, Settings
from webapp.commands import environment
from webapp.commands.environment import fail
from webapp.database import Forgetful, NoWalls, check_durable, check_walls, opened, transact
from webapp.engine.folder import BadFile
from webapp.usecases import passwords
from webapp.usecases.add_staff import Newcomer, add_staff
from webapp.usecases.is_empty import is_empty
from webapp.usecases.load_tenant import load_tenant
from webapp.usecases.offer_link import Offer, offer_tablet
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.refusal import Refusal
from webapp.usecases.show_demo import SHOWN, fill
from webapp.usecases.signed_links import signed
from webapp.usecases.slugs import unusable

PRESETS = CHECKOUT / "tenants"
SIGN_INS = "demo_sign_ins.json"
NAMES = {"owner": "Ольга Соколова", "desk": "Дина Белова"}
HIGHEST_PORT = 65535

SignIns = dict[str, dict[str, str]]
"""For each demo chain's slug, the password of the owner and the PIN of the desk."""


def add(subparsers: Any) -> None:
    serving = subparsers.add_parser("serve", help="serve the product")
    serving.add_argument("--port", type=_port, default=8000, metavar="N", help="the port to listen on (default: 8000)")
    serving.add_argument("--host", help="the address to listen on (default: this machine alone on SQLite, else all)")
    serving.add_argument("--demo", action="store_true", help="with demo chains and people")
    serving.set_defaults(run=run)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    settings = environment.settings()
    environment.migrate(settings.database_url)
    host = arguments.host or ("127.0.0.1" if settings.is_local else "0.0.0.0")
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{arguments.port}"
    with opened(settings.database_url):
        try:
            transact(check_durable, None, readonly=True)
            transact(check_walls, None, readonly=True)
        except (Forgetful, NoWalls) as error:
            fail(str(error))
        print(f"Laurel serves on {address}")
        if arguments.demo:
            for line in demo(settings, address):
                print(line)
    sys.stdout.flush()
    _start_worker(address if settings.is_local else None)
    _become_server(f"{host}:{arguments.port}", arguments.demo)
    return environment.DONE


def _start_worker(address: str | None) -> None:
    """One worker beside the server, for as long as it lives: it keeps this process's number. `address` is what its
    links lead to, unless the settings say otherwise.
    """
    environ = {**({"SITE_URL": address} if address else {}), **os.environ}
    told = [sys.executable, "-m", "webapp.cli", "worker", "--keep", "--beside", str(os.getpid())]
    subprocess.Popen(told, cwd=CHECKOUT, stdout=sys.stderr, env=environ)


def _become_server(bind: str, demo: bool) -> None:
    """Takes this process's place, so that whoever started it also stops it."""
    environ = {**os.environ, **({"LAUREL_DEMO": "1"} if demo else {})}
    configuration = str(CHECKOUT / "config" / "gunicorn.conf.py")
    told = ["-m", "gunicorn", "--config", configuration, "--bind", bind, "webapp.app:create_app()"]
    os.execve(sys.executable, [sys.executable, *told], environ)


def demo(settings: Settings, address: str) -> list[str]:
    """The demo chains, founded where they are missing, and who may sign in to them: lines to print."""
    kept = settings.data_folder / SIGN_INS
    sign_ins = _read(kept)
    lines = []
    for home in sorted(PRESETS.iterdir()):
        slug = home.name.replace("_", "-")
        if not (home / "tenant.yaml").exists() or unusable(slug) is not None:
            continue
        if open_chain(slug) is None:
            sign_ins[slug] = {"owner": passwords.made(), "desk": passwords.made_pin()}
            # First, so that nobody has a password that was lost on the way.
            _write(kept, sign_ins)
            _found(home, slug, sign_ins[slug])
        lines += _told(settings, slug, address, sign_ins.get(slug, {}))
    return lines


def _found(home: Path, slug: str, kept: dict[str, str]) -> None:
    owner = Newcomer(_email("owner", slug), NAMES["owner"], "owner", kept["owner"])
    now = datetime.now(UTC)
    try:
        _done(load_tenant(home, now, owner))
    except BadFile as error:
        fail(str(error))
    chain = open_chain(slug)
    assert chain is not None
    salons = tuple(chain.lists.salons)[:1]
    _done(add_staff(chain, Newcomer(_email("desk", slug), NAMES["desk"], "desk", "", salons, kept["desk"]), now))


def _done(outcome: object) -> None:
    if isinstance(outcome, Refusal):
        fail(outcome.say("en"))


def _told(settings: Settings, slug: str, address: str, kept: dict[str, str]) -> list[str]:
    chain = open_chain(slug)
    assert chain is not None
    _populate(chain)
    lines = ["", f"{chain.name.say('ru')}", f"  {address}/{slug}", f"  {address}/{slug}/desk"]
    lines += [f"    {role:6} {_email(role, slug)}  {secret}" for role, secret in kept.items()]
    lines += [f"  {address}/{slug}/me", f"    member {SHOWN}  the code comes into {_texts(settings)}"]
    return [*lines, f"    tablet {address}/{slug}/desk/tablet/?link={_tablet(settings, chain)}"]


def _texts(settings: Settings) -> str:
    """Where a demo's codes are read."""
    return "the gateway's texts" if settings.sms_url else str(settings.data_folder / "texts")


def _tablet(settings: Settings, chain: OpenChain) -> str:
    """A link that makes the present browser the demo's tablet, where the desk's PIN is good; good until it is used."""
    offer = Offer("demo tablet", None, datetime.now(UTC), timedelta(days=365))
    link = offer_tablet(chain, offer, "Demo", next(iter(chain.lists.salons), None))
    if isinstance(link, Refusal):
        fail(link.say("en"))
    return signed(settings.secret_key, chain, link)


def _populate(chain: OpenChain) -> None:
    if is_empty(chain):
        fill(chain, datetime.now(UTC))


def _email(role: str, slug: str) -> str:
    # A domain that belongs to nobody, so that no mail ever reaches a stranger.
    return f"{role}@{slug}.example"


def _read(path: Path) -> SignIns:
    try:
        kept: SignIns = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        fail(f"{path} cannot be read ({error}): remove it together with the demo's database")
    return kept


def _write(path: Path, sign_ins: SignIns) -> None:
    """For its owner alone to read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(sign_ins, file, indent=2)
    draft.replace(path)
