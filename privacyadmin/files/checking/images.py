"""Images are drawn again: the pixels stay, place and device and everything behind the last pixel go (ASVS V14.2.8)."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .kinds import JPEG, PNG, Reason, Refused

FORMATS = ["PNG", "JPEG", "MPO"]                 # MPO: the photo and its preview, as telephones save it
MAX_PIXELS = 50_000_000                          # an A4 at 600 dots per inch, or the photo of a telephone
MAX_SIDE = 20_000
SCAN, MAX_SCANS = b"\xff\xda", 100               # a JPEG is drawn once more for each; an ordinary one has ten, a preview beside it ten
QUALITY = 90
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, MemoryError)


def rebuilt(content: bytes) -> tuple[bytes, str]:
    """The image alone, and its media type; raises Refused."""
    if not content.startswith(b"\x89PNG") and content.count(SCAN) > MAX_SCANS:
        raise Refused(Reason.BOMB)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                return _drawn(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused(Reason.PIXELS) from error
    except Refused:
        raise
    except BROKEN as error:
        raise Refused(Reason.BROKEN) from error


def pixels_of(content: bytes) -> int:
    """How many there are, told by the head alone; raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                return image.width * image.height
    except Image.DecompressionBombError as error:
        raise Refused(Reason.PIXELS) from error
    except BROKEN as error:
        raise Refused(Reason.BROKEN) from error


def _drawn(image: Image.Image) -> tuple[bytes, str]:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refused(Reason.PIXELS)
    is_png = image.format == "PNG"
    image.load()
    turned = ImageOps.exif_transpose(image)
    mode = _mode(turned, is_png)
    drawn = turned if turned.mode == mode else turned.convert(mode)
    drawn.info = {}                              # what Pillow would write along: places, comments, profiles
    target = BytesIO()
    if is_png:
        drawn.save(target, "PNG")
    else:
        drawn.save(target, "JPEG", quality=QUALITY)
    return target.getvalue(), PNG if is_png else JPEG


def _mode(image: Image.Image, is_png: bool) -> str:
    if is_png:
        return image.mode if image.mode in ("1", "L", "RGB", "RGBA") else "RGBA"
    return "L" if image.mode == "L" else "RGB"


def without_hidden_parts(jpeg: bytes) -> bytes:
    """A JPEG that stays as it is inside a PDF, less its texts, places and previews (segments APP1, APP3…APP13, COM)."""
    kept, place = bytearray(jpeg[:2]), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2:place + 4])
        is_hidden = marker == 0xFE or (0xE1 <= marker <= 0xED and marker != 0xE2)
        if length < 2:
            raise Refused(Reason.BROKEN)
        if not is_hidden:
            kept += jpeg[place:place + 2 + length]
        place += 2 + length
    return bytes(kept + jpeg[place:])
