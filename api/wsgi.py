"""The application as web servers load it: `api.wsgi:app`, with settings from the environment."""

import os

from api.settings import Settings
from api.web import create_app

app = create_app(Settings.from_environ(os.environ))
