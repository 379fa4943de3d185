"""Reading small forms by the schemas of the API: the same bounds, told in a person's words."""

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import gettext
from marshmallow import Schema

from api.errors import InvalidRequest
from api.operations.bodies import load


def read_form(
    schema: Schema, form: Mapping[str, str], told: Mapping[str, str], **given: str
) -> dict[str, Any]:
    """Return what a schema makes of the fields it knows, those left empty as if absent.

    `given` are members that no field asks for; `told` says what each field must be. Raises
    `InvalidRequest`.
    """
    texts = {name: form[name] for name in schema.fields if form.get(name)}
    try:
        return cast("dict[str, Any]", load(schema, {**texts, **given}))
    except InvalidRequest as error:
        unsaid = gettext("Có chỗ chưa điền hoặc điền chưa đúng.")
        raise InvalidRequest({each: told.get(each, unsaid) for each in error.messages}) from None
