"""The application as web servers load it: `api.wsgi:app`, with settings from the environment."""

import os
from functools import partial

from api.serving.awaiting import Awaiting
from api.settings import Settings
from api.web import create_app

_settings = Settings.from_environ(os.environ)
_open = partial(create_app, _settings)
app = (
    Awaiting(_settings.database_url, _open)
    if _settings.database_url.startswith("postgresql:")
    else _open()
)
