"""How large a body may be, known from the route before anything of the body is read."""

from flask import Request, current_app
from werkzeug.exceptions import RequestEntityTooLarge

LIMIT = "body_bytes_max"
"""The attribute by which a view says how many bytes it takes."""

AROUND_A_FILE_BYTES_MAX = 200_000
"""So much may stand around the file in a form: its other fields, and what parts them."""

FORM_BYTES_MAX = 1_000_000
FORM_FIELDS_MAX = 5_000
"""More than a page of a long statement has; what parts a form asks for a bound of its own."""

_MULTIPART = "multipart/form-data"
_URLENCODED = "application/x-www-form-urlencoded"


class LimitedRequest(Request):
    """A request whose body is limited by its route; whatever says nothing has the usual limit.

    A form of a page may be larger than that by what stands around its file: how large a file may
    be is for whoever keeps it to say, in words and at its field. One without a file is smaller.
    """

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read of the body."""
        usual = super().max_content_length
        if self._max_content_length is not None or self.endpoint is None or usual is None:
            return usual
        with_file = self.mimetype == _MULTIPART
        of_form = usual + AROUND_A_FILE_BYTES_MAX if with_file else FORM_BYTES_MAX
        most: int = getattr(current_app.view_functions.get(self.endpoint), LIMIT, of_form)
        return most

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _load_form_data(self) -> None:
        """Raise `RequestEntityTooLarge` for a form of very many fields, before they are parted.

        Anybody may send one, and to part it takes the longer the more there are. In a form with a
        file the library counts them.
        """
        if self.mimetype == _URLENCODED and "form" not in self.__dict__:
            sent = self.get_data(cache=True)
            # A body in chunks tells no length: what fills the limit was cut there.
            is_cut = self.content_length is None and len(sent) == self.max_content_length
            if is_cut or sent.count(b"&") >= FORM_FIELDS_MAX:
                raise RequestEntityTooLarge
        super()._load_form_data()
