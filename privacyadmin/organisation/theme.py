"""A board's colour, made readable: the same hue, dark enough on white and light enough on black (WCAG 2.2, 1.4.3)."""
from dataclasses import dataclass
from hashlib import sha256

from .models import is_colour

READABLE = 4.5
WHITE, BLACK_PAPER = "#ffffff", "#151c21"
LIGHT_GROUND, DARK_GROUND = "#eff2f1", "#1b242a"
SOFT, SOFT_DARK = 0.09, 0.14
STEP = 0.04


@dataclass(frozen=True)
class Palette:
    """The four values that the style sheets take from a board."""

    light: str
    light_soft: str
    dark: str
    dark_soft: str

    def css(self) -> str:
        return (
            f":root{{--brand-light:{self.light};--brand-light-soft:{self.light_soft};"
            f"--brand-dark:{self.dark};--brand-dark-soft:{self.dark_soft}}}\n"
        )


def channels(colour: str) -> tuple[int, int, int]:
    is_colour(colour)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """This share of the other colour, the rest of the first."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (value / 255 for value in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, *, papers: tuple[str, ...], soft: float, towards: str) -> str:
    """The colour, moved towards black or white until it can be read on each paper and on its own tint of it."""
    steps = [mix(colour, towards, number * STEP) for number in range(int(1 / STEP) + 1)]
    return next((step for step in steps if _reads_on(step, papers, soft)), towards)


def _reads_on(colour: str, papers: tuple[str, ...], soft: float) -> bool:
    surfaces = (*papers, mix(papers[0], colour, soft))
    return all(contrast(colour, surface) >= READABLE for surface in surfaces)


def palette(colour: str) -> Palette:
    """What the style sheets need of this colour; raises ValidationError unless it is # and six digits."""
    light = readable(colour, papers=(WHITE, LIGHT_GROUND), soft=SOFT, towards="#000000")
    dark = readable(colour, papers=(BLACK_PAPER, DARK_GROUND), soft=SOFT_DARK, towards="#ffffff")
    return Palette(light, mix(WHITE, light, SOFT), dark, mix(BLACK_PAPER, dark, SOFT_DARK))


def fingerprint(colour: str) -> str:
    """The name of the style sheet of this colour: another as soon as the values in it are others."""
    return sha256(palette(colour).css().encode()).hexdigest()[:12]
