"""Does the register still say what was written? Every row is hashed again, here, and compared with what the database holds."""
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from .checkpoints import seal_of, sign
from .models import ChainHead, Checkpoint

GENESIS = bytes(32)
BATCH = 20_000
# The same columns in the same order as audit_append() in migration 0001; a time never as text (SETTLED 18).
ROWS = """
    SELECT chain::text, seq, previous, hash,
           concat_ws('|', chain, seq, (extract(epoch FROM at) * 1000000)::bigint, name, coalesce(actor::text, ''),
                     about_type, coalesce(about::text, ''), details::text),
           position('|' IN name || about_type) > 0
      FROM audit_event ORDER BY chain, seq
"""


@dataclass(frozen=True)
class Broken:
    """The first row that does not hold, and why."""

    chain: UUID
    seq: int
    why: str


@dataclass(frozen=True)
class Verdict:
    """Whether the register holds, and how many rows were looked at."""

    ok: bool
    rows: int
    chains: int
    first_broken: Broken | None = None


class _Chains:
    """Walks the rows of all chains in order, remembering what checkpoints and heads need."""

    def __init__(self, checkpoints: list[Checkpoint]) -> None:
        self.rows = 0
        self.ends: dict[str, tuple[int, bytes]] = {}
        self.wanted = {(str(point.chain), point.seq) for point in checkpoints}
        self.seen: dict[tuple[str, int], bytes] = {}

    def walk(self, rows: Iterator[tuple]) -> Broken | None:
        chain, seq, last, count = "", 0, GENESIS, 0
        wanted, seen, digest = self.wanted, self.seen, sha256
        for row_chain, row_seq, previous, stored, payload, ambiguous in rows:
            if row_chain != chain:
                if chain:
                    self.ends[chain] = (seq, last)
                chain, seq, last = row_chain, 0, GENESIS
            seq += 1
            count += 1
            stored = bytes(stored)
            if row_seq != seq or bytes(previous) != last or ambiguous or digest(last + payload.encode()).digest() != stored:
                self.rows += count
                return Broken(UUID(chain), seq, _why(row_seq, seq, bytes(previous), last))
            last = stored
            if wanted and (row_chain, row_seq) in wanted:
                seen[row_chain, row_seq] = stored
        if chain:
            self.ends[chain] = (seq, last)
        self.rows += count
        return None


def _why(row_seq: int, seq: int, previous: bytes, last: bytes) -> str:
    if row_seq != seq:
        return "missing_row"
    return "broken_link" if previous != last else "changed_row"


def verify(*, seal: tuple[date, str] | None = None) -> Verdict:
    """Check every row, link, head and checkpoint; `seal` is a day's figure that was kept outside, such as in the FG's mail."""
    with transaction.atomic():
        checkpoints = list(Checkpoint.objects.order_by("day", "chain"))
        chains = _Chains(checkpoints)
        broken = chains.walk(_stream()) or _check_heads(chains) or _check_checkpoints(chains, checkpoints) or _check_seal(seal)
    return Verdict(broken is None, chains.rows, len(chains.ends), broken)


def _stream() -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.itersize = BATCH
        cursor.execute(ROWS)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _check_heads(chains: _Chains) -> Broken | None:
    heads = {str(head.chain): (head.seq, bytes(head.hash)) for head in ChainHead.objects.all()}
    for chain in sorted(heads.keys() | chains.ends.keys()):
        head, end = heads.get(chain), chains.ends.get(chain, (0, GENESIS))
        if head != end:
            return Broken(UUID(chain), min(end[0] + 1, head[0]) if head else end[0], "head_differs")
    return None


def _check_checkpoints(chains: _Chains, checkpoints: list[Checkpoint]) -> Broken | None:
    for point in checkpoints:
        if not hmac.compare_digest(bytes(point.mac), sign(point.day, point.chain, point.seq, point.hash)):
            return Broken(point.chain, point.seq, "forged_checkpoint")
        if chains.seen.get((str(point.chain), point.seq)) != bytes(point.hash):
            end, _hash = chains.ends.get(str(point.chain), (0, b""))
            return Broken(point.chain, min(point.seq, end + 1), "cut_or_replaced_since_checkpoint")
    return None


def _check_seal(seal: tuple[date, str] | None) -> Broken | None:
    if seal is None or hmac.compare_digest(seal_of(seal[0]).seal, seal[1]):
        return None
    return Broken(UUID(int=0), 0, "seal_differs")
