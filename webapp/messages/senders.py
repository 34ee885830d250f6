"""Whoever carries an e-mail out of the house: files in a folder, for a local run; SMTP for the rest.

Both raise `Undelivered` and nothing else for what may be mended, `Undeliverable` for what no further try would mend.
Neither says more than a code, for an error of a mail server often tells the address that it was about.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from config.settings import LOOPBACK

SECONDS = 15
"""How long a mail server may say nothing."""


class Undelivered(Exception):
    """Not now."""


class Undeliverable(Exception):
    """Never: the mail server refuses this address or this mail for good."""


class Attachment(NamedTuple):
    """A PDF that goes along."""

    name: str
    content: bytes


class Letter(NamedTuple):
    """`id` stays the same over all tries, so that a mail that came twice is known as one (R17)."""

    id: UUID
    to: str
    subject: str
    text: str
    when: datetime
    attachments: tuple[Attachment, ...] = ()
    way_out: str = ""
    """Where advertising is refused, by a single click of the mail program too (RFC 8058)."""


class Sender(Protocol):
    def send(self, letter: Letter) -> None: ...


class Files:
    """Writes each mail into a folder, for its owner alone to read: a local run has no mail server."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, letter: Letter) -> None:
        message = _message(letter, self.sender).as_bytes()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.folder / f"{letter.id}.new"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message)
            draft.replace(self.folder / f"{letter.id}.eml")
        except OSError as error:
            raise Undelivered(f"file: {error.strerror}") from None


class Smtp:
    """A mail server, as `smtp://user:password@host:port` or `smtps://…` names it."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self.host, self.sender = parts.hostname or "", sender
        self.wrapped = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.wrapped else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, letter: Letter) -> None:
        message = _message(letter, self.sender)
        try:
            with self._server() as server:
                server.send_message(message, self.sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values()), "recipient") from None
        except smtplib.SMTPSenderRefused as error:
            raise Undelivered(f"smtp {error.smtp_code}: sender") from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, "data") from None
        except smtplib.SMTPResponseException as error:
            raise Undelivered(f"smtp {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise Undelivered(f"smtp: {type(error).__name__}") from None

    @contextlib.contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        kind = smtplib.SMTP_SSL if self.wrapped else smtplib.SMTP
        server = kind(self.host, self.port, timeout=SECONDS)
        try:
            server.ehlo()
            if not self.wrapped and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif not self.wrapped and self.user and self.host not in LOOPBACK:
                raise Undelivered("smtp: the server offers no encryption, and a password would go in the clear")
            if self.user:
                server.login(self.user, self.password)
            yield server
            with contextlib.suppress(smtplib.SMTPException, OSError):
                # The mail was taken: what goes wrong with the farewell must not send it once more.
                server.quit()
        finally:
            server.close()


def sender_of(mail_url: str, mail_from: str, folder: Path) -> Sender:
    """By the settings: SMTP where an address is given, else files in the folder."""
    return Smtp(mail_url, mail_from) if mail_url else Files(folder / "mail", mail_from)


def _refusal(code: int, what: str) -> Exception:
    kind = Undeliverable if 500 <= code < 600 else Undelivered
    return kind(f"smtp {code}: {what}")


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"], message["Subject"] = sender, letter.subject
    try:
        message["To"] = letter.to
        str(message["To"])
    except Exception:
        # The library ends with whatever its own reading of an address meets, and with a line break hidden in one.
        raise Undeliverable("mail: no address") from None
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Date"] = format_datetime(letter.when)
    message["Auto-Submitted"] = "auto-generated"
    if letter.way_out:
        message["List-Unsubscribe"] = f"<{letter.way_out}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    for attached in letter.attachments:
        message.add_attachment(attached.content, maintype="application", subtype="pdf", filename=attached.name)
    return message
