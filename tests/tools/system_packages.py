"""The few libraries that Python's packages do not bring: named when they are missing, and installed where that is allowed.

`python -m tests.tools.system_packages pango fonts chromium office`
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.fonts", "~/.local/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _loads(*names: str) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _has_pango() -> bool:
    pairs = (
        ("libpango-1.0.so.0", "libpango-1.0.dylib"), ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"), ("libfontconfig.so.1", "libfontconfig.dylib"),
    )
    return all(_loads(*names) for names in pairs)


def _has_fonts() -> bool:
    return any(path for folder in FONT_FOLDERS for path in Path(folder).expanduser().glob("**/DejaVuSans.ttf"))


def _has_office() -> bool:
    return bool(shutil.which("soffice"))


def _has_chromium() -> bool:
    return bool(os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)))


NEEDS = {
    "pango": (_has_pango, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"), "letters and answers as PDF"),
    "fonts": (_has_fonts, ("fonts-dejavu-core",), "letters and answers as PDF"),
    "chromium": (_has_chromium, ("chromium",), "browser tests and screenshots"),
    "office": (_has_office, ("libreoffice-calc-nogui",), "tests that open the exported files in LibreOffice"),
}


def missing(names: list[str]) -> list[str]:
    """The names of what is not on this machine."""
    return [name for name in names if not NEEDS[name][0]()]


def _installer() -> list[str] | None:
    """How packages are installed here without asking anything, if that is allowed."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"] if allowed else None


def _install(command: list[str], packages: list[str]) -> None:
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run([*command, "-qq", "update"], **quiet)
    subprocess.run([*command, "-qq", "install", "--yes", "--no-install-recommends", *packages], **quiet)


def main(names: list[str]) -> int:
    """Nothing to say when everything is there."""
    absent = missing(names)
    if not absent:
        return 0
    packages = [package for name in absent for package in NEEDS[name][1]]
    sys.stdout.write("Missing on this machine:\n" + "".join(f"  {name}: {NEEDS[name][2]}\n" for name in absent))
    command = _installer()
    if command:
        sys.stdout.write(f"Installing {' '.join(packages)} …\n")
        sys.stdout.flush()
        _install(command, packages)
        absent = missing(names)
    if absent:
        sys.stderr.write(f"Install these packages and start again (names of Debian and Ubuntu): {' '.join(packages)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
