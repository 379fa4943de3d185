"""The application as web servers load it: `api.wsgi:app`, with settings from the environment."""

import os

from api import create_app
from api.settings import Settings

app = create_app(Settings.from_environ(os.environ))
