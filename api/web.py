"""The web application: the JSON API, the pages, and what serving them takes, put together."""

from flask import Flask

from api import auth, docs, problems
from api.installation import Services
from api.kept_reports import KeptReports
from api.operations.bodies import BATCH_BYTES_MAX
from api.operations.body_limits import LimitedRequest
from api.operations.openapi import Document
from api.pages import parts
from api.serving import addresses, compression, headers, health, logs, monitoring, rates
from api.settings import Settings
from api.v1.resources import RESOURCES


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the web application of one installation; tests bring services of their own.

    `soquy init` has made tables and keys before.
    """
    app = Flask(__name__, static_folder="pages/static", template_folder="pages/templates")
    app.request_class = LimitedRequest
    app.extensions["soquy"] = Services.open(settings) if services is None else services
    app.extensions["kept_reports"] = KeptReports()
    app.config["MAX_CONTENT_LENGTH"] = BATCH_BYTES_MAX
    app.config["DEFAULT_LOCALE"] = settings.locale
    monitoring.register_metrics(app)
    logs.register_logs(app)
    logs.register_losses(app)
    auth.register_sessions(app, settings)
    problems.register_handlers(app)
    headers.register_headers(app)
    app.after_request(compression.compress_static)
    addresses.trust_proxies(app, settings)
    rates.register_rates(app, settings)
    document = Document(app)
    for resource in RESOURCES:
        resource.register_on(document)
    docs.register_docs(app, document)
    health.register_health(app)
    monitoring.register_monitoring(app, settings.metrics_token)
    parts.register(app)
    return app
