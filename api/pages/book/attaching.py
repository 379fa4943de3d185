"""Attaching a scan to what a form records: kept encrypted first, then named by its SHA-256."""

from flask import Response, g, request, url_for
from flask_babel import gettext

from api.errors import InvalidRequest
from api.operations.fields import Sha256
from api.pages.book.forms import DIGEST_FIELD, KEPT_DOCUMENT, staff_blueprint
from api.pages.presentation.refusals import sentence
from api.pages.visitors import require
from api.services import services
from api.v1.funds.documents import file_answer
from ledger.access import Action
from ledger.errors.money import DocumentTooLarge, UnknownMediaType
from ledger.values import FundId

attached_documents = staff_blueprint("documents")

FILE_FIELD = "document"


@attached_documents.get("/funds/<uuid:fund_id>/documents/<sha256>")
def show(fund_id: FundId, sha256: str) -> Response:
    """Answer with a document of a fund, as a file to save and not to open here."""
    require(Action.READ, fund_id)
    return file_answer(fund_id, sha256)


def attached(fund_id: FundId) -> str | None:
    """Keep the file that came with the form, and return its SHA-256; None where none did.

    A form that was refused kept it already, and names it. Raises `InvalidRequest`.
    """
    sent = request.files.get(FILE_FIELD)
    content = b"" if sent is None else sent.read()
    if not content:
        return _kept_before()
    require(Action.KEEP_DOCUMENT, fund_id)
    try:
        kept = services().vault.put_document(fund_id, content)
    except (DocumentTooLarge, UnknownMediaType) as error:
        raise InvalidRequest({FILE_FIELD: sentence(error.code)}) from None
    g.setdefault(KEPT_DOCUMENT, kept.sha256)
    return kept.sha256


def document_href(fund_id: FundId, named_by: object) -> str | None:
    """Return where the document lies that an event's private part names, if it names one."""
    sha256 = getattr(named_by, "document_sha256", None)
    if sha256 is None:
        return None
    return url_for("pages.documents.show", fund_id=fund_id, sha256=sha256)


def _kept_before() -> str | None:
    named = request.form.get(DIGEST_FIELD)
    if not named:
        return None
    sha256 = Sha256().read(named)
    if sha256 is None:
        raise InvalidRequest({FILE_FIELD: gettext("Hãy chọn lại tệp.")})
    return sha256
