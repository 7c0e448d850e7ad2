"""A logo as it is kept: drawn again as a small PNG, whatever was sent (S2-121)."""
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from privacyadmin.files.checking import images
from privacyadmin.files.checking.kinds import Refused

MOST_SENT = 4_000_000
MOST_KEPT = 200_000
SIDES = (640, 480, 320, 160)            # of the longest side; the largest that fits is kept


def taken_in(upload: UploadedFile) -> bytes:
    """The logo as PNG of at most 200 kB; raises ValidationError in words for the one who sent it."""
    if (upload.size or 0) > MOST_SENT:
        raise ValidationError(_("This file is larger than 4 MB. Make the image smaller first."))
    try:
        drawn, _media_type = images.rebuilt(upload.read())
    except Refused as refusal:
        raise ValidationError(_("This is no image that can be a logo. Send a PNG or a JPEG.")) from refusal
    return next((small for side in SIDES if len(small := _smaller(drawn, side)) <= MOST_KEPT), _smaller(drawn, SIDES[-1]))


def _smaller(content: bytes, side: int) -> bytes:
    with Image.open(BytesIO(content)) as image:
        image.thumbnail((side, side))
        kept = BytesIO()
        image.convert("RGBA").save(kept, "PNG", optimize=True)
    return kept.getvalue()
