"""The application as web servers load it: `api.wsgi:app`, with settings from the environment."""

import os
from functools import partial

from api.serving.awaiting import Awaiting
from api.serving.disks import unusable
from api.serving.lines import lines_to
from api.settings import Settings
from api.web import create_app

_settings = Settings.from_environ(os.environ)
_open = partial(create_app, _settings)
if _unusable := unusable(_settings):  # else nobody tells which file it is that cannot be opened
    lines_to().error("cannot be read and written", files=[str(path) for path in _unusable])
app = (
    Awaiting(_settings.database_url, _open)
    if _settings.database_url.startswith("postgresql:")
    else _open()
)
