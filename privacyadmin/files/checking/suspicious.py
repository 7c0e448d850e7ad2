"""What is refused wherever it stands, also where no scanner runs: the sample by which scanners are tried, and programs."""

from .kinds import Reason, Refused

SAMPLE = b"-".join([b"EICAR", b"STANDARD", b"ANTIVIRUS", b"TEST", b"FILE"])        # put together here, so that no scanner stumbles over us
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


def check(content: bytes) -> None:
    """Raises Refused."""
    if SAMPLE in content:
        raise Refused(Reason.VIRUS)
    if content.startswith(PROGRAMS):
        raise Refused(Reason.UNKNOWN)
