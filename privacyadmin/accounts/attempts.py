"""How often one code was tried: counted in one place, so that tries at the same moment are counted too (RELIABILITY T4)."""
import hashlib

from django.core.cache import cache


def take(session_key: str, started: float, *, most: int, seconds: int) -> bool:
    """Whether this try is one of the few that a code allows; raises what the cache raises when it does not answer."""
    name = f"accounts:tries:{hashlib.sha256(f'{session_key}|{started}'.encode()).hexdigest()}"
    cache.add(name, 0, seconds)
    return cache.incr(name) <= most
