"""Statements of a few rows: uploaded, looked at and confirmed over HTTP."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from tests.api.site import Caller, Site
from tests.api.statements.files import HEADER

DAY = "01/09/2024"
GIFT = f"1,{DAY},5213.1,,50.000,,NGUYEN VAN A ung ho"
CODED = f"1,{DAY},5213.2,,70.000,,ung ho VEHH2024 em An"
INTEREST = f"1,{DAY},5213.3,,1.234,,Tra lai tien gui thang 8"
BLANK = f"1,{DAY},5213.4,,30.000,,"
FEE = f"1,{DAY},9915.1,55.000,,,Thu phi quan ly tai khoan"
DEBIT = f"1,{DAY},9915.2,10.000,,,RUT TIEN MAT"


def a_file(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{line}\r\n" for line in (header, *lines)).encode()


def told(answer: TestResponse) -> Any:  # noqa: ANN401  # whatever JSON it is
    assert answer.json is not None, answer.text
    return answer.json


def upload(
    site: Site,
    content: bytes,
    caller: Caller | None = None,
    headers: dict[str, str] | None = None,
    fields: Mapping[str, object] | None = None,
    **query: str,
) -> TestResponse:
    form = {"account_id": str(site.book.bank), **(fields or {})}
    file = (BytesIO(content), "sao-ke.csv")
    return (caller or site.treasurer).send(
        "POST",
        f"{site.fund}/statements",
        headers,
        data={**form, "file": file},
        content_type="multipart/form-data",
        query_string=query,
    )


def kept(site: Site, *lines: str, **fields: object) -> str:
    """The path of a statement of these rows that was uploaded."""
    site.catch_up()
    answer = upload(site, a_file(*lines), fields=fields)
    assert answer.status_code == 201, answer.text
    return f"{site.fund}/statements/{told(answer)['id']}"


def confirm(
    site: Site, path: str, *decisions: Mapping[str, object], **more: object
) -> TestResponse:
    site.catch_up()
    body = {"decisions": list(decisions), **more}
    return site.treasurer.post(f"{path}/confirmation", body)


def happened(site: Site, before: int) -> list[type]:
    return [type(each.event) for each in site.services.ledger.read(before, 1_000)]


def proposals(site: Site, path: str, proposed: str | None = None) -> Sequence[tuple[str, str]]:
    query = {} if proposed is None else {"proposed": proposed}
    items = told(site.treasurer.send("GET", path, query_string=query))["items"]
    return [(each["proposal"]["kind"], each["proposal"]["why"]) for each in items]
