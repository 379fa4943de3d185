"""How large a body may be, known from the route before anything of the body is read."""

from flask import Request, current_app

LIMIT = "body_bytes_max"
"""The attribute by which a view says how many bytes it takes."""

AROUND_A_FILE_BYTES_MAX = 200_000
"""So much may stand around the file in a form: its other fields, and what parts them."""

_MULTIPART = "multipart/form-data"


class LimitedRequest(Request):
    """A request whose body is limited by its route; whatever says nothing has the usual limit.

    A form of a page may be larger than that by what stands around its file: how large a file may
    be is for whoever keeps it to say, in words and at its field.
    """

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read of the body."""
        usual = super().max_content_length
        if self._max_content_length is not None or self.endpoint is None or usual is None:
            return usual
        around = AROUND_A_FILE_BYTES_MAX if self.mimetype == _MULTIPART else 0
        most: int = getattr(current_app.view_functions.get(self.endpoint), LIMIT, usual + around)
        return most

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value
