"""Does the register still say what was written? Every row is hashed again, here, and compared with what the database holds."""
import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from .checkpoints import seal_of, sign
from .models import ChainHead, Checkpoint

GENESIS = bytes(32)
# The same columns in the same order as audit_append() in migration 0001; a time never as text (SETTLED 18).
# Read by COPY: three times as fast as a cursor, and a row at a time. In binary the bytes come as they were hashed, nothing escaped.
# A name with the separator in it could say the same as two other columns: its hash comes as null, and never holds.
ROWS = """
    COPY (
        SELECT previous, CASE WHEN position('|' IN name || about_type) = 0 THEN hash END,
               concat_ws('|', chain, seq, (extract(epoch FROM at) * 1000000)::bigint, name, coalesce(actor::text, ''),
                         about_type, coalesce(about::text, ''), details::text)
          FROM audit_event ORDER BY chain, seq
    ) TO STDOUT (FORMAT binary)
"""
# How COPY writes binary: a header of 19 bytes before the first row, per row the number of values, before each value its length.
SIGNATURE, HEADER, TRAILER = b"PGCOPY\n", 19, b"\xff\xff"
THIRTY_TWO = (32).to_bytes(4, "big")
ROW, HEAD = (3).to_bytes(2, "big") + THIRTY_TWO, 78
CHAIN = 36


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
    """Takes the rows of all chains in order, as COPY writes them, and remembers what checkpoints and heads need."""

    def __init__(self, wanted: set[tuple[str, int]]) -> None:
        self.rows = 0
        self.broken: Broken | None = None
        self.ends: dict[str, tuple[int, bytes]] = {}
        self.wanted = {f"{chain}|{seq}".encode() for chain, seq in wanted}
        self.seen: dict[tuple[str, int], bytes] = {}
        self._chain, self._seq, self._last = b"", 0, GENESIS

    def write(self, line: bytes) -> None:
        """One row; after the first that does not hold they are only counted."""
        if line.startswith(SIGNATURE):
            line = line[HEADER:]
        if not line or line == TRAILER:
            return
        self.rows += 1
        if self.broken:
            return
        payload = line[HEAD:]
        if payload[:CHAIN] != self._chain:
            self._turn(_values(line)[2][:CHAIN])
        self._seq += 1
        digest = sha256(self._last + payload).digest()
        place = b"%b|%d" % (self._chain, self._seq)
        if line[:HEAD - 4] != ROW + self._last + THIRTY_TWO + digest or not payload.startswith(place + b"|"):
            self.broken = self._broken(*_values(line))
            return
        self._last = digest
        if place in self.wanted:
            self.seen[self._chain.decode(), self._seq] = digest

    def _turn(self, chain: bytes) -> None:
        if chain != self._chain:
            self.close()
            self._chain, self._seq, self._last = chain, 0, GENESIS

    def close(self) -> None:
        """The chain ends here."""
        if self._chain:
            self.ends[self._chain.decode()] = (self._seq, self._last)

    def _broken(self, previous: bytes, _hash: bytes, payload: bytes) -> Broken:
        chain, seq, _rest = payload.split(b"|", 2)
        why = "broken_link" if previous != self._last else "changed_row"
        return Broken(UUID(chain.decode()), self._seq, why if int(seq) == self._seq else "missing_row")


def _values(row: bytes) -> list[bytes]:
    """What stands in a row, null as nothing, whatever the lengths are."""
    values, at = [], 2
    while at < len(row):
        length = max(int.from_bytes(row[at:at + 4], "big", signed=True), 0)
        values.append(row[at + 4:at + 4 + length])
        at += 4 + length
    return values


def verify(*, seal: tuple[date, str] | None = None) -> Verdict:
    """Check every row, link, head and checkpoint; `seal` is a day's figure that was kept outside, such as in the FG's mail."""
    with transaction.atomic(), connection.cursor() as cursor:
        checkpoints, before = list(Checkpoint.objects.order_by("day", "chain")), _heads()
        chains = _Chains({(str(point.chain), point.seq) for point in checkpoints} | {(chain, head[0]) for chain, head in before.items()})
        cursor.copy_expert(ROWS, chains)
        chains.close()
        broken = chains.broken or _check_heads(chains, before, _heads()) or _check_checkpoints(chains, checkpoints) or _check_seal(seal)
    return Verdict(broken is None, chains.rows, len(chains.ends), broken)


def _heads() -> dict[str, tuple[int, bytes]]:
    return {str(head.chain): (head.seq, bytes(head.hash)) for head in ChainHead.objects.all()}


def _check_heads(chains: _Chains, before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> Broken | None:
    """The rows reach where the head stood before they were read, and no further than it stands now: others go on writing meanwhile."""
    for chain in sorted(before.keys() | after.keys() | chains.ends.keys()):
        end, first, last = chains.ends.get(chain, (0, GENESIS)), before.get(chain), after.get(chain, (0, GENESIS))
        if first and first[0] and chains.seen.get((chain, first[0])) != first[1]:
            return Broken(UUID(chain), min(end[0] + 1, first[0]), "head_differs")
        if end[0] > last[0] or (end[0] == last[0] and end[1] != last[1]):
            return Broken(UUID(chain), last[0] + 1, "head_differs")
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
