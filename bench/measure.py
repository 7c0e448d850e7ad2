"""Two ways of doing the same work, run in turn in one process; what counts is the ratio of each pair (PERFORMANCE, Method)."""
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

ROUNDS = 9


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


def compare(work: str, ours: Callable[[], object], limit: Callable[[], object], *, goal: float, rounds: int = ROUNDS, inner: int = 1) -> Row:
    """Ours beside the comparison, warmed up once, then in turn; `inner` runs a quick one several times a round."""
    def many(run):
        return lambda: [run() for _ in range(inner)]

    run_ours, run_limit = many(ours), many(limit)
    run_ours(), run_limit()
    pairs = []
    for number in range(rounds):
        first, second = (run_ours, run_limit) if number % 2 == 0 else (run_limit, run_ours)
        one, two = timed(first), timed(second)
        pairs.append((one, two) if number % 2 == 0 else (two, one))
    ratios = [mine / theirs for mine, theirs in pairs]
    low, _middle, high = statistics.quantiles(ratios, n=4)
    ratio = statistics.median(ratios)
    return Row(
        work=work,
        ours=round(statistics.median(mine for mine, _theirs in pairs) / inner, 3),
        limit=round(statistics.median(theirs for _mine, theirs in pairs) / inner, 3),
        ratio=round(ratio, 2), low=round(low, 2), high=round(high, 2), goal=goal, holds=ratio <= goal,
    )


def table(rows: list[Row]) -> str:
    """The rows as a table for people."""
    width = max(len(row.work) for row in rows)
    lines = [f"{'work':<{width}}  {'ours ms':>10}  {'limit ms':>10}  {'ratio':>6}  {'low':>6}  {'high':>6}  {'goal':>6}"]
    for row in rows:
        mark = "" if row.holds else "  ABOVE THE GOAL"
        lines.append(
            f"{row.work:<{width}}  {row.ours:>10.2f}  {row.limit:>10.2f}  {row.ratio:>6.2f}  {row.low:>6.2f}  {row.high:>6.2f}  {row.goal:>6.2f}{mark}"
        )
    return "\n".join(lines)
