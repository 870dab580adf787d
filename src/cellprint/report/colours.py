"""How the colours written into charts change on a dark page."""

from __future__ import annotations

from cellprint.charts import theme

_ATTRIBUTES = ("fill", "stroke")


def chart_colours() -> str:
    """Return the style rules that give charts their dark colours; prints stay light."""
    rules = "".join(
        f'svg [{attribute}="{role.light}"]{{{attribute}:{role.dark}}}'
        for role in theme.ROLES
        for attribute in _ATTRIBUTES
    )
    rules += f'svg [opacity="{theme.LINK_OPACITY}"]{{opacity:{theme.LINK_OPACITY_DARK}}}'
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"
