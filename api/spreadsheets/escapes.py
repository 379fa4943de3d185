"""How a workbook writes what XML cannot hold, or would change: a carriage return above all.

ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
"""

import re

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Return the text that was meant."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character.isspace() else match[0]
