"""The baseline of HTTP: the same body through the same schema, and nothing behind it."""

from uuid import UUID

from flask import Flask, Response, request

from api.v1.schemas.donations import DonationIn

app = Flask(__name__)
_schema = DonationIn()


@app.post("/api/v1/funds/<uuid:fund_id>/donations")
def validate(fund_id: UUID) -> Response:
    """Answer 200 to a gift that could be recorded."""
    del fund_id
    _schema.load(request.get_json())
    return Response(b"{}", content_type="application/json")
