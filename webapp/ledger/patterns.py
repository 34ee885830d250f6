"""Patterns that an owner wants to look at (R73): what was done by people of the staff, by the books alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, text
from sqlalchemy.orm import Session

from webapp.database import Instant
from webapp.engine.document.bounds import Hours

MOST_A_DAY = 5
MOST_CARDS = 2
"""That are held under one phone; one that took the place of another counts with it."""
OFTEN = 3
"""Times from which on what one gives another, or several give one from one tablet, is no chance."""
MOST = 50
"""Rows of a pattern that are shown, those with most of it first."""


class Pattern(NamedTuple):
    """`times` operations; `amount` is hundredths of a bonus; `last` is the local day or moment of the last one."""

    kind: str
    times: int
    amount: int
    last: str
    staff: UUID | None = None
    member: UUID | None = None
    salon: str | None = None


def _made(statement: str) -> TextClause:
    since, until = (bindparam(name, type_=Instant()) for name in ("since", "until"))
    return text(statement).bindparams(bindparam("tenant", type_=Uuid()), since, until)


def _at_work(hours: Hours) -> dict[str, str]:
    """As local times begin: the first minute at work, the first one after."""
    opens, _, closes = str(hours).partition("-")
    return {"opens": opens, "closes": closes}


_WHEN = "o.tenant_id = :tenant AND o.at >= :since AND o.at < :until"
_BUSY = _made(
    f"""
    SELECT count(*) AS times, 0 AS amount, substr(o.local, 1, 10) AS last, NULL AS staff,
        min(CAST(o.member_id AS varchar(36))) AS member, NULL AS salon
    FROM operations o
    WHERE {_WHEN} AND o.account_id IS NOT NULL AND o.verb IN ('purchase', 'return', 'grant', 'order_certificate')
    GROUP BY o.account_id, substr(o.local, 1, 10) HAVING count(*) > {MOST_A_DAY} ORDER BY 1 DESC, 3 DESC LIMIT {MOST}
    """
)
_GRANTS = _made(
    f"""
    SELECT count(DISTINCT o.id) AS times, sum(e.amount) AS amount, max(o.local) AS last,
        CAST(o.staff_id AS varchar(36)) AS staff, NULL AS member, NULL AS salon
    FROM operations o JOIN entries e ON e.tenant_id = :tenant AND e.operation_id = o.id
        AND e.kind = 'accrued' AND e.rule = 'grant'
    WHERE {_WHEN} AND o.verb = 'grant' AND o.staff_id IS NOT NULL
    GROUP BY o.staff_id ORDER BY 2 DESC LIMIT {MOST}
    """
)
_OWN = _made(
    f"""
    SELECT count(*) AS times, 0 AS amount, max(o.local) AS last, CAST(s.id AS varchar(36)) AS staff,
        CAST(m.id AS varchar(36)) AS member, NULL AS salon
    FROM operations o JOIN staff s ON s.tenant_id = :tenant AND s.id = o.staff_id
        JOIN members m ON m.tenant_id = :tenant AND m.account_id = o.account_id
    WHERE {_WHEN} AND o.verb IN ('purchase', 'grant') AND (lower(m.email) = s.email
        OR EXISTS (SELECT 1 FROM member_phones p
            WHERE p.tenant_id = :tenant AND p.number = s.phone AND p.member_id = m.id))
    GROUP BY s.id, m.id ORDER BY 1 DESC LIMIT {MOST}
    """
)
_NIGHT = _made(
    f"""
    SELECT count(*) AS times, 0 AS amount, max(o.local) AS last, CAST(o.staff_id AS varchar(36)) AS staff,
        NULL AS member, o.salon AS salon
    FROM operations o
    WHERE {_WHEN} AND o.staff_id IS NOT NULL
        AND (substr(o.local, 12, 5) >= :closes OR substr(o.local, 12, 5) < :opens)
    GROUP BY o.staff_id, o.salon ORDER BY 1 DESC LIMIT {MOST}
    """
)
_TABLET = _made(
    f"""
    SELECT count(*) AS times, 0 AS amount, max(o.local) AS last, NULL AS staff,
        min(CAST(o.member_id AS varchar(36))) AS member, min(o.salon) AS salon
    FROM operations o
    WHERE {_WHEN} AND o.tablet_id IS NOT NULL AND o.account_id IS NOT NULL AND o.verb IN ('purchase', 'grant')
    GROUP BY o.account_id, o.tablet_id, substr(o.local, 1, 10)
    HAVING count(DISTINCT o.staff_id) > 1 AND count(*) >= {OFTEN} ORDER BY 1 DESC, 3 DESC LIMIT {MOST}
    """
)
_CARDS = _made(
    f"""
    SELECT count(DISTINCT c.id) AS times, 0 AS amount, CAST(max(c.issued_on) AS varchar(10)) AS last, NULL AS staff,
        max(CAST(c.member_id AS varchar(36))) AS member, NULL AS salon
    FROM (
        SELECT DISTINCT t.value FROM operations o JOIN member_traces t
            ON t.tenant_id = :tenant AND t.member_id = o.member_id AND t.kind = 'phone'
        WHERE {_WHEN} AND o.verb = 'issue_card'
    ) issued
        JOIN member_traces t ON t.tenant_id = :tenant AND t.kind = 'phone' AND t.value = issued.value
        JOIN members m ON m.tenant_id = :tenant AND m.id = t.member_id
        JOIN cards c ON c.tenant_id = :tenant AND c.account_id = m.account_id AND c.member_id = m.id
            AND c.state <> 'replaced'
    GROUP BY issued.value HAVING count(DISTINCT c.id) > {MOST_CARDS} ORDER BY 1 DESC, 3 DESC LIMIT {MOST}
    """
)
NIGHT = "night"
KINDS = {"busy": _BUSY, "grants": _GRANTS, "own": _OWN, NIGHT: _NIGHT, "tablet": _TABLET, "cards": _CARDS}
"""More than five operations a day on an account, credits by hand, one's own account, work outside the chain's hours;
several people who give one account something on one tablet in a day, one phone on many cards.
"""
_OFTEN = _made(
    f"""
    SELECT count(*) AS times, 0 AS amount, max(o.local) AS last, CAST(o.staff_id AS varchar(36)) AS staff,
        CAST(o.member_id AS varchar(36)) AS member, NULL AS salon
    FROM operations o
    WHERE {_WHEN} AND o.staff_id IS NOT NULL AND o.member_id IS NOT NULL AND o.verb IN ('purchase', 'grant')
    GROUP BY o.staff_id, o.member_id HAVING count(*) >= {OFTEN} ORDER BY 1 DESC, 3 DESC
    """
)
KIN = "kin"


def patterns(session: Session, tenant: UUID, since: datetime, until: datetime, working: Hours) -> Sequence[Pattern]:
    values = {"tenant": tenant, "since": since, "until": until}
    return [
        _pattern(kind, row)
        for kind, query in KINDS.items()
        for row in session.execute(query, values | (_at_work(working) if kind == NIGHT else {}))
    ]


def given_often(session: Session, tenant: UUID, since: datetime, until: datetime) -> Sequence[Pattern]:
    """To whom each of the staff has given something again and again: whether they are related is for others to tell."""
    values = {"tenant": tenant, "since": since, "until": until}
    return [_pattern(KIN, row) for row in session.execute(_OFTEN, values)]


def _pattern(kind: str, row: Any) -> Pattern:
    staff, member = (UUID(text) if text else None for text in (row.staff, row.member))
    return Pattern(kind, row.times, int(row.amount or 0), row.last, staff, member, row.salon)
