"""How much the sampled suites do: `make test` takes small samples, `make prove` the whole (PRIVACYADMIN_SIZES=full)."""

import os
from dataclasses import dataclass

FULL = os.environ.get("PRIVACYADMIN_SIZES") == "full"


@dataclass(frozen=True)
class Sizes:
    """One number per suite; a test names what it reads here, never a number of its own."""

    calendar_examples: int          # hypothesis: dates, pauses and extensions of one request
    machine_runs: int               # hypothesis: lives of a family and its grants
    machine_steps: int
    machine_parts: int              # tests over which the lives are spread: both workers take some
    mutants: int                    # changed cells, reach functions and guards of the authorisation
    kill_points: int                # places where a worker is killed
    import_examples: int            # odd import files and names
    damaged_imports: int            # EDEXML files with pieces cut out and others put in (RELIABILITY T16)
    script_rounds: int              # times that other scripts are typed into every short field
    campaign_pupils: int            # whose parents are all asked while the worker is killed
    submissions: int                # requests sent at the same time while servers are killed
    chain_rows: int                 # of the register that is tampered with, each in each column
    widths: tuple[int, ...]         # of the window, in pixels
    languages: tuple[str, ...]
    themes: tuple[str, ...]


SMALL = Sizes(
    calendar_examples=200, machine_runs=15, machine_steps=20, machine_parts=1, mutants=20, kill_points=3, import_examples=50,
    damaged_imports=200, chain_rows=120, submissions=60, campaign_pupils=60, script_rounds=1,
    widths=(320, 1280), languages=("nl",), themes=("light",),
)
WHOLE = Sizes(
    calendar_examples=20_000, machine_runs=60, machine_steps=50, machine_parts=4, mutants=60, kill_points=50, import_examples=2000,
    damaged_imports=100_000, chain_rows=2000, submissions=200, campaign_pupils=1500, script_rounds=12,
    widths=(320, 390, 768, 1280), languages=("nl", "en"), themes=("light", "dark"),
)
SIZES = WHOLE if FULL else SMALL
