"""Several files as one, written piece by piece: a dossier with films in it never stands in memory."""
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping


class _Pieces(io.RawIOBase):
    """What was written since it was last asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._written = b"".join(self._written), []
        return taken


def zipped(files: Mapping[str, Iterable[bytes]]) -> Iterator[bytes]:
    """A ZIP of these files, in their order; the same files give the same bytes."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                for chunk in content:
                    entry.write(chunk)
                    yield pieces.take()
    yield pieces.take()


def volume_names(count: int) -> list[str]:
    """By number alone: no personal data in a file name."""
    return [f"{number:02d}-{count:02d}.pdf" for number in range(1, count + 1)]
