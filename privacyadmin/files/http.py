"""The one way in which a file leaves: to be saved, never shown in the browser, never kept on the way, with nothing allowed in it."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def attachment(content: Iterable[bytes], *, name: str, media_type: str, size: int | None) -> StreamingHttpResponse:
    """A file to save, for one who has asked the scope whether this person may have it."""
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    if size is not None:
        response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "no-store"
    return response
