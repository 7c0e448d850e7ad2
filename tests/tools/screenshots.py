"""Pictures of every page: `make screenshots` writes them to docs/screens, at 390 and 1280 pixels, Dutch and English, light and dark."""
import sys
from pathlib import Path

import pytest

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screens"


def main() -> int:
    """Runs the browser test that takes the pictures, on a demo board of its own."""
    TARGET.mkdir(parents=True, exist_ok=True)
    return pytest.main(["-q", "-p", "no:randomly", "-n", "0", "-o", "python_files=screens.py", "tests/browser/screens.py", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
