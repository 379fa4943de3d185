"""What a browser calls itself, in two words that its user knows."""

_NAMES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str | None:
    """Return a browser and its device, `Chrome · Android`, as far as they can be told."""
    found = [
        next((name for mark, name in known if mark in agent), None) for known in (_NAMES, _DEVICES)
    ]
    return " · ".join(name for name in found if name) or None
