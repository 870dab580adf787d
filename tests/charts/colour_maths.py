"""Colour arithmetic for the palette tests: contrast, CIELAB, CIEDE2000, colour-vision views.

Sources: WCAG 2.2 (relative luminance, contrast ratio); IEC 61966-2-1 (sRGB); CIE 142-2001 and
doi:10.1002/col.20070 (CIEDE2000); doi:10.1109/TVCG.2009.113 (simulation matrices, severity 1.0).
"""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

VIEWS: dict[str, Matrix] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
SRGB_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE_D65: Triple = (0.95047, 1.0, 1.08883)


def times(matrix: Matrix, vector: Triple) -> Triple:
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


def linear_rgb(colour: str) -> Triple:
    """Return linear sRGB in 0..1 of `#RRGGBB`."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return linear(red), linear(green), linear(blue)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def blend(colour: str, opacity: float, ground: str) -> str:
    """Return the colour seen when `colour` with `opacity` lies on `ground` (sRGB blending)."""
    parts = (
        round(opacity * int(colour[i : i + 2], 16) + (1 - opacity) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in parts)


def lab(colour: str, view: str = "normal") -> Triple:
    """Return CIELAB (D65) of a colour as seen in one of `VIEWS`."""
    seen = times(VIEWS[view], linear_rgb(colour))
    clipped = tuple(min(1.0, max(0.0, channel)) for channel in seen)
    xyz = times(SRGB_TO_XYZ, (clipped[0], clipped[1], clipped[2]))
    x, y, z = (_lab_f(v / w) for v, w in zip(xyz, WHITE_D65, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _lab_f(t: float) -> float:
    return float(t ** (1 / 3)) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29


def _hue(b: float, a: float) -> float:
    return 0.0 if a == 0 and b == 0 else degrees(atan2(b, a)) % 360


def _hue_step(h1: float, h2: float, chroma: float) -> tuple[float, float]:
    """Return the hue difference and the mean hue in degrees."""
    if chroma == 0:
        return 0.0, h1 + h2
    if abs(h2 - h1) <= 180:
        return h2 - h1, (h1 + h2) / 2
    step = h2 - h1 - 360 if h2 > h1 else h2 - h1 + 360
    mean = (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2
    return step, mean


def ciede2000(one: Triple, other: Triple) -> float:
    """Return the CIEDE2000 difference of two CIELAB colours (kL = kC = kH = 1)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c_mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(c_mean**7 / (c_mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    dh, h_mean = _hue_step(_hue(b1, a1), _hue(b2, a2), c1 * c2)
    big_dh = 2 * sqrt(c1 * c2) * sin(radians(dh / 2))
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(h_mean - 30))
        + 0.24 * cos(radians(2 * h_mean))
        + 0.32 * cos(radians(3 * h_mean + 6))
        - 0.20 * cos(radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / sqrt(20 + (l_mean - 50) ** 2)
    s_c = 1 + 0.045 * c_mean
    s_h = 1 + 0.015 * c_mean * t
    r_c = 2 * sqrt(c_mean**7 / (c_mean**7 + 25**7))
    r_t = -sin(radians(60 * exp(-(((h_mean - 275) / 25) ** 2)))) * r_c
    l_term, c_term, h_term = (l2 - l1) / s_l, (c2 - c1) / s_c, big_dh / s_h
    return sqrt(l_term**2 + c_term**2 + h_term**2 + r_t * c_term * h_term)


def distance(one: str, other: str, view: str) -> float:
    """Return the CIEDE2000 distance of two `#RRGGBB` colours in one view."""
    return ciede2000(lab(one, view), lab(other, view))
