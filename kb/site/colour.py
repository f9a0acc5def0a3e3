"""An accent colour into two that can be read as text, one on the light paper and one on the dark."""

from kb.pattern import pattern

LIGHT_PAPER = (0xF6, 0xF1, 0xE7)
"""The darker of the light scheme's two grounds (`--wash` in `assets/style.css`)."""
DARK_PAPER = (0x1D, 0x20, 0x24)
"""The lighter of the dark scheme's two grounds."""

_WANTED = 4.6  # WCAG AA asks for 4.5
_STEPS = 64
_HEX = pattern(r"#[0-9a-fA-F]{6}")
_LINEAR_BELOW = 0.04045

Rgb = tuple[int, int, int]


def accents(colour: str) -> tuple[str, str] | None:
    """The accent for the light and for the dark scheme, or None when `colour` is not of the form `#rrggbb`.

    >>> accents("#006699"), accents("red")
    (('#006699', '#4891b6'), None)
    """
    if not _HEX.fullmatch(colour):
        return None
    wanted = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    return _towards(wanted, (0, 0, 0), LIGHT_PAPER), _towards(wanted, (255, 255, 255), DARK_PAPER)


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: Rgb, end: Rgb, paper: Rgb) -> str:
    """The first colour on the way to `end` that stands out from the paper."""
    for step in range(_STEPS + 1):
        red, green, blue = (round(a + (b - a) * step / _STEPS) for a, b in zip(colour, end, strict=True))
        if contrast((red, green, blue), paper) >= _WANTED:
            break
    return f"#{red:02x}{green:02x}{blue:02x}"


def _luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
