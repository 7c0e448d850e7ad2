from tests.requests.conftest import cast, clock

__all__ = ["cast", "clock"]
