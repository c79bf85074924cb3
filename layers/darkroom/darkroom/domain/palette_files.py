"""Palettes as files for other programs: CSS custom properties, and GIMP's palette format.

Names come from callers. What is not printable becomes a space, so that a name stays on its line,
and none can end the comment it is in.
"""

from __future__ import annotations

from darkroom.domain.colors import Palette

_NAMELESS = "Palette"


def as_css(palette: Palette, name: str) -> str:
    """Custom properties: each colour as `--color-1` and so on, and `--color-1-text`, in which text
    reads best on it.

        /* Harbour */
        :root {
          --color-1: #0c2238; /* midnightblue */
          --color-1-text: #ffffff;
        }
    """
    lines = [f"/* {_one_line(name).replace('*/', '* /')} */", ":root {"]
    for number, color in enumerate(palette, start=1):
        lines.append(f"  --color-{number}: {color.hex}; /* {color.name} */")
        lines.append(f"  --color-{number}-text: {color.text_color};")
    return "\n".join([*lines, "}", ""])


def as_gpl(palette: Palette, name: str) -> str:
    """A GIMP palette, which Inkscape, Krita and others read, too
    (https://developer.gimp.org/core/standards/gpl/): a header, and a line for each colour with its
    channels, a tab and its name."""
    lines = ["GIMP Palette", f"Name: {_one_line(name)}", f"Columns: {len(palette)}", "#"]
    lines += [f"{c.red:3} {c.green:3} {c.blue:3}\t{c.name} {c.hex}" for c in palette]
    return "\n".join([*lines, ""])


def _one_line(name: str) -> str:
    """The name in printable characters; the runs of others, and of spaces, are one space."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split()) or _NAMELESS
