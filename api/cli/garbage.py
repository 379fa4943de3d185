"""How often the command line looks for garbage: objects that hold each other and nobody else."""

import gc

NEW_OBJECTS = 50_000
"""So many objects are made, and not let go of again, between two looks; Python's own number is 700.

Rows of a statement come by the ten thousand, none of them in a circle: looking at them again and
again took a fifteenth of an import.
"""


def look_seldom() -> None:
    """Look seldom, and never at what has been imported by now: a quarter of a million objects."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
