"""What a document may ask for while it is made: nothing but what it holds itself (T15)."""
from weasyprint import URLFetcher
from weasyprint.urls import FatalURLFetchingError


class RefusedFetch(Exception):
    """A document asked for something outside itself; it is not made. The text never repeats what it asked for."""


class OnlyEmbedded(URLFetcher):
    """Fetches nothing but data that stands in the document itself.

    It also remembers: drawing an SVG image swallows every error, so that raising alone would let such a document pass.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self.has_refused = False

    def fetch(self, url, headers=None):
        if not url.lower().startswith("data:"):
            self.has_refused = True
            raise FatalURLFetchingError("A document may only hold embedded data.")
        return super().fetch(url, headers)
