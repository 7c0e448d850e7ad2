"""Two ways of doing the same work, run in turn in one process; what counts is the ratio of each pair (PERFORMANCE, Method)."""
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

ROUNDS = 9


class Pace:
    """Once each and with little, to see that everything runs; the figures then say nothing."""

    is_quick = False

    def number(self, whole: int, quick: int) -> int:
        return quick if self.is_quick else whole


PACE = Pace()


@dataclass(frozen=True)
class Row:
    """One line of the table: milliseconds of ours and of the limit, and their ratio against the goal."""

    work: str
    ours: float
    limit: float
    ratio: float
    low: float
    high: float
    goal: float
    holds: bool

    def as_dict(self) -> dict:
        return asdict(self)


def timed(run: Callable[[], object]) -> float:
    """Milliseconds that one run takes."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def compare(
    work: str, ours: Callable[[], object], limit: Callable[[], object], *, goal: float, rounds: int = ROUNDS, inner: int = 1
) -> Row:
    """Ours beside the comparison, warmed up once, then in turn, each first as often; `inner` runs a quick one several times a round."""
    def many(run: Callable[[], object]) -> Callable[[], object]:
        return lambda: [run() for _ in range(inner)]

    rounds, inner = PACE.number(rounds, 1), PACE.number(inner, 1)
    run_ours, run_limit = many(ours), many(limit)
    run_ours(), run_limit()
    pairs = []
    for number in range(rounds):
        if number % 2:
            theirs, mine = timed(run_limit), timed(run_ours)
        else:
            mine, theirs = timed(run_ours), timed(run_limit)
        pairs.append((mine / inner, theirs / inner))
    return row_of(work, pairs, goal)


def row_of(work: str, pairs: list[tuple[float, float]], goal: float) -> Row:
    """A row out of pairs of ours and theirs."""
    ratios = [mine / theirs for mine, theirs in pairs]
    low, ratio, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    return Row(
        work=work, ours=round(statistics.median(mine for mine, _theirs in pairs), 3),
        limit=round(statistics.median(theirs for _mine, theirs in pairs), 3),
        ratio=round(ratio, 3), low=round(low, 3), high=round(high, 3), goal=goal, holds=ratio <= goal,
    )


def line(row: Row, width: int = 0) -> str:
    mark = "" if row.holds else "  ABOVE THE GOAL"
    figures = f"{row.ours:>10.2f}  {row.limit:>10.2f}  {row.ratio:>7.3f}  {row.low:>7.3f}  {row.high:>7.3f}  {row.goal:>6.2f}"
    return f"{row.work:<{width}}  {figures}{mark}"


def table(rows: list[Row]) -> str:
    """The rows as a table for people."""
    width = max((len(row.work) for row in rows), default=4)
    head = f"{'work: ours / limit':<{width}}  {'ours ms':>10}  {'limit ms':>10}  {'ratio':>7}  {'low':>7}  {'high':>7}  {'goal':>6}"
    return "\n".join([head, *(line(row, width) for row in rows)])
