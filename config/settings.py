"""What a process is told when it starts: read once, checked as a whole, then handed to whatever needs it.

A local run is one on SQLite: it needs no variable at all. Any other database means production, where several hosts must
agree on the secret key and on the names they answer to, so there both must be given.
"""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent

HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"
# A copy served from elsewhere has the same bytes, so the same hash vouches for it.
HTMX_INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_SECRET = 32
MAIL_FROM = "laurel@localhost"
SITE_URL = "http://127.0.0.1:8000"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NEW_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class SettingsError(ValueError):
    """All that is wrong with the environment, a line each: the variable, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    data_folder: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    trusted_hosts: tuple[str, ...]
    secure_cookies: bool
    proxies: int
    log_level: str
    htmx_url: str = HTMX_URL
    htmx_integrity: str = HTMX_INTEGRITY
    demo: bool = False
    mail_url: str = field(default="", repr=False)
    mail_from: str = MAIL_FROM
    sms_url: str = ""
    sms_key: str = field(default="", repr=False)
    messenger_url: str = ""
    messenger_key: str = field(default="", repr=False)
    support_email: str = ""
    site_url: str = SITE_URL

    @property
    def is_local(self) -> bool:
        return self.database_url.startswith(SQLITE)

    @property
    def texts(self) -> tuple[str, ...]:
        """The ways by which texts reach phones: a local run writes them into files where it has no gateway."""
        found = {"sms": self.sms_url, "messenger": self.messenger_url}
        return tuple(name for name, url in found.items() if url or self.is_local)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        read = _Reader(environ)
        data_folder = read.data_folder()
        database_url = read.database_url(data_folder)
        local = database_url.startswith(SQLITE)
        settings = cls(
            data_folder=data_folder,
            database_url=database_url,
            secret_key=read.secret("SECRET_KEY", required=not local),
            trusted_hosts=read.hosts("TRUSTED_HOSTS", required=not local),
            secure_cookies=read.switch("LAUREL_SECURE_COOKIES", default=not local),
            proxies=read.count("LAUREL_BEHIND_PROXY", most=9),
            log_level=read.choice("LAUREL_LOG_LEVEL", LOG_LEVELS, default="info"),
            htmx_url=read.script("HTMX_URL", default=HTMX_URL),
            demo=read.switch("LAUREL_DEMO", default=False),
            mail_url=read.mail("MAIL_URL"),
            mail_from=read.sender("MAIL_FROM", required="MAIL_URL"),
            sms_url=read.gateway("SMS_URL"),
            sms_key=read.gateway_key("SMS_KEY", required="SMS_URL"),
            messenger_url=read.gateway("MESSENGER_URL"),
            messenger_key=read.gateway_key("MESSENGER_KEY", required="MESSENGER_URL"),
            support_email=read.text("SUPPORT_EMAIL"),
            site_url=read.site("SITE_URL", required=not local),
        )
        if local and not read.problems:
            secret_key = read.local_secret("LAUREL_DATA", data_folder, given=settings.secret_key)
            settings = replace(settings, secret_key=secret_key)
        if read.problems:
            raise SettingsError("\n".join(read.problems))
        return settings


def database_of(environ: Mapping[str, str]) -> str:
    """The database alone, for commands that serve nobody and so need neither secret nor host names."""
    read = _Reader(environ)
    folder = read.data_folder()
    url = read.database_url(folder)
    if url.startswith(SQLITE):
        read.make_folder("LAUREL_DATA", folder)
    if read.problems:
        raise SettingsError("\n".join(read.problems))
    return url


class _Reader:
    """Reads variable by variable and keeps the problems, so that one start tells them all. Empty counts as absent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def problem(self, name: str, wrong: str, mend: str) -> None:
        self.problems.append(f"{name} {wrong}: {mend}")

    def data_folder(self) -> Path:
        return self.folder("LAUREL_DATA", default=CHECKOUT / "var")

    def database_url(self, data_folder: Path) -> str:
        return self.database("DATABASE_URL", default=f"{SQLITE}{data_folder / 'laurel.sqlite3'}")

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name) or default).expanduser().absolute()

    def database(self, name: str, default: str) -> str:
        url = self.text(name) or default
        # Hosting companies write these two spellings; the driver is always the one that is installed.
        for spelling in ("postgres://", "postgresql://"):
            if url.startswith(spelling):
                url = POSTGRESQL + url.removeprefix(spelling)
        if url.startswith(SQLITE):
            if not Path(url.removeprefix(SQLITE)).is_absolute():
                self.problem(name, "names no file by its full path", f"write {SQLITE}/path/to/laurel.sqlite3")
        elif not url.startswith(POSTGRESQL) or not urlsplit(url).path.strip("/"):
            # The address itself is not shown, because it may hold a password.
            self.problem(
                name, "is not an address we know", f"write {POSTGRESQL}user:password@host:5432/name, or {SQLITE}/file"
            )
        return url

    def secret(self, name: str, required: bool) -> str:
        secret = self.text(name)
        if not secret and required:
            self.problem(name, "is not set", f"all hosts need the same one, made once by  {NEW_SECRET}")
        elif secret and len(secret) < SHORTEST_SECRET:
            self.problem(name, f"is shorter than {SHORTEST_SECRET} characters", f"make one by  {NEW_SECRET}")
        return secret

    def local_secret(self, name: str, folder: Path, given: str) -> str:
        """Makes the folder of a local run, and its secret too unless one is given: the same at every later start."""
        kept = folder / "secret_key"
        if not self.make_folder(name, folder):
            return ""
        try:
            if not given and not kept.exists():
                _write_once(kept, secrets.token_urlsafe(48))
            return given or kept.read_text(encoding="ascii")
        except OSError as error:
            self.unusable(name, error)
            return ""

    def make_folder(self, name: str, folder: Path) -> bool:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.unusable(name, error)
            return False
        return True

    def unusable(self, name: str, error: OSError) -> None:
        self.problem(name, f"cannot be used ({error.strerror}: {error.filename})", "name a folder to write in")

    def hosts(self, name: str, required: bool) -> tuple[str, ...]:
        hosts = tuple(host.strip().lower() for host in self.text(name).split(",") if host.strip())
        example = "write names with commas between, such as laurel.example.org,.example.com (a dot: all beneath it)"
        if not hosts and required:
            self.problem(name, "is not set", example)
        for host in hosts:
            if set(host) & set("/:*@ "):
                self.problem(name, f"holds {host!r}, which is no host name", example)
        return hosts

    def switch(self, name: str, default: bool) -> bool:
        known = {"": default, "1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        word = self.text(name).lower()
        if word not in known:
            self.problem(name, f"is {word!r}", "write 1 or 0")
        return known.get(word, default)

    def count(self, name: str, most: int) -> int:
        digits = self.text(name) or "0"
        if digits.isascii() and digits.isdigit() and int(digits) <= most:
            return int(digits)
        self.problem(name, f"is {digits!r}", f"write how many proxies stand in front, 0 to {most}")
        return 0

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        word = self.text(name).lower() or default
        if word not in choices:
            self.problem(name, f"is {word!r}", f"write one of {', '.join(choices)}")
        return word

    def script(self, name: str, default: str) -> str:
        url = self.text(name) or default
        parts = urlsplit(url)
        own = url.startswith("/") and not url.startswith("//")
        if not own and not (parts.scheme == "https" and parts.hostname):
            self.problem(
                name, f"is {url!r}", "write an https:// address, or a path of this site such as /static/htmx.js"
            )
        return url

    def mail(self, name: str) -> str:
        url = self.text(name)
        parts = urlsplit(url)
        try:
            known = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            known = False
        if url and not known:
            # Not shown either, because it may hold a password.
            self.problem(name, "is not an address we know", "write smtp://user:password@host:587, or smtps://…:465")
        return url

    def gateway(self, name: str) -> str:
        """Where texts are posted to. In the clear on this machine alone; the key is a setting of its own."""
        url = self.text(name)
        parts = urlsplit(url)
        try:
            whole = bool(parts.hostname) and (parts.port or 1) > 0 and not parts.username and not parts.fragment
        except ValueError:
            whole = False
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and not (whole and safe):
            self.problem(name, "is not an address we post to", "write https://host/path; http:// on localhost alone")
        return url

    def site(self, name: str, required: bool) -> str:
        """Where people reach us, for links in what is sent by night; by default the first whole host name."""
        url = self.text(name).rstrip("/")
        names = [host.strip() for host in self.text("TRUSTED_HOSTS").split(",")]
        first = next((host for host in names if host and not host.startswith(".")), None)
        default = f"https://{first}" if first else "" if required else SITE_URL
        if not url and any(problem.startswith("TRUSTED_HOSTS ") for problem in self.problems):
            return ""
        parts = urlsplit(url or default)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            self.problem(name, "names no address", "write https://laurel.example.org, for the links in messages")
        return url or default

    def gateway_key(self, name: str, required: str) -> str:
        key = self.text(name)
        if not key and self.text(required):
            self.problem(name, "is not set", f"{required} needs the key that its service has given you")
        elif not (key.isascii() and key.isprintable()) or " " in key:
            self.problem(name, "holds signs that no key has", "copy it once more")
        return key

    def sender(self, name: str, required: str) -> str:
        """The address that mails come from, needed where there is a server to send them by."""
        address = self.text(name)
        if not address and self.text(required):
            self.problem(name, "is not set", f"{required} needs the address that mails come from")
        elif address and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
            self.problem(name, f"is {address!r}", "write an address such as laurel@example.org")
        return address or MAIL_FROM


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, for its owner alone to read, never over what another process wrote in the same moment."""
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with open(handle, "w", encoding="ascii") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
