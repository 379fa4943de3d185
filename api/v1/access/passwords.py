"""Passwords: chosen with a one-time code, or changed by who knows the present one."""

from flask import Response

from api.auth import gate, require_person
from api.operations.resource import Resource
from api.people import enrolling
from api.services import ledger
from api.serving.addresses import client_address
from api.v1.schemas.access import ChosenPasswordIn, NewPasswordIn

resource = Resource("passwords", "Mật khẩu: choosing and changing one's own password")


@resource.session("POST", ChosenPasswordIn, None, rule="/password", anybody=True)
def choose_password(given: dict[str, str]) -> Response:
    """Choose a password with the code of an invitation or a reset, which is used up by it."""
    gate().choose_password(given["code"], given["password"], client_address(), ledger().now())
    return Response(status=204)


@resource.session("PUT", NewPasswordIn, None, rule="/password")
def change_password(given: dict[str, str]) -> Response:
    """Change one's own password; all other sessions end, and all tokens stop."""
    enrolling.change_password(require_person(), given["password"], given["new_password"])
    return Response(status=204)
