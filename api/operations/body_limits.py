"""How large a body may be, known from the route before anything of the body is read."""

from flask import Request, current_app

LIMIT = "body_bytes_max"
"""The attribute by which a view says how many bytes it takes."""


class LimitedRequest(Request):
    """A request whose body is limited by its route; whatever says nothing has the usual limit."""

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read of the body."""
        if self._max_content_length is None and self.endpoint is not None:
            view = current_app.view_functions.get(self.endpoint)
            most: int | None = getattr(view, LIMIT, None)
            if most is not None:
                return most
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value
