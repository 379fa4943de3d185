"""Who is asking: a token of a program, or the session of a person at a page."""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from api.errors import BadCsrfToken, BadLogin, Unauthenticated
from api.services import ledger, services
from api.serving.addresses import client_address
from api.serving.headers import keep_from_others
from api.settings import Settings
from api.tokens import Token
from ledger.access import ALLOWED, Action
from ledger.errors.access import Forbidden
from ledger.errors.missing import StaffNotFound
from ledger.people.staff import Staff
from ledger.recording.desk import Desk
from ledger.store.access.gate import Gate
from ledger.store.access.logins import Known
from ledger.store.access.sessions import LIFETIME_MAX, session_id
from ledger.values import AssociationId, FundId, StaffId, TokenId

P = ParamSpec("P")
R = TypeVar("R")

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"

_COOKIE = "soquy_session"
_MARK_COOKIE = "soquy_browser"
_MARK_LASTS = timedelta(days=180)
_SECRET = "secret"  # noqa: S105  # what the secret is called, not the secret
_CSRF = "csrf_token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Person(NamedTuple):
    """A member of staff who is asking, and the book as it stood when this request began."""

    staff_id: StaffId
    staff: Staff
    desk: Desk
    token_id: TokenId | None = None

    def require(self, action: Action, association_id: AssociationId | None) -> None:
        """Raise `Forbidden` unless a role of theirs allows `action` in the association."""
        self.desk.require(self.staff_id, action, association_id)

    def require_anywhere(self, action: Action) -> None:
        """Raise `Forbidden` unless a role of theirs allows `action` in some association."""
        everywhere = {grant.association_id for grant in self.staff.grants}
        if not self.staff.may(action, everywhere, self.desk.today):
            raise Forbidden(needs=", ".join(sorted(ALLOWED[action])))

    def manages(self, staff_id: StaffId) -> bool:
        """Tell whether they manage somebody wherever that one was enrolled and has a role."""
        try:
            self.desk.require_over(self.staff_id, Action.MANAGE_STAFF, staff_id)
        except Forbidden:
            return False
        return True

    def stops(self, staff_id: StaffId) -> bool:
        """Tell whether they manage somebody where that one was enrolled or has a role."""
        try:
            self.desk.require_beside(self.staff_id, Action.MANAGE_STAFF, staff_id)
        except Forbidden:
            return False
        return True

    def gives_roles_to(self, staff_id: StaffId, association_id: AssociationId) -> bool:
        """Tell whether they may give somebody a role in the association."""
        try:
            self.desk.require_home(self.staff_id, Action.MANAGE_STAFF, staff_id)
        except Forbidden:
            return False
        return self.may(Action.MANAGE_STAFF, association_id)

    def may(self, action: Action, association_id: AssociationId) -> bool:
        """Tell whether a role of theirs allows `action` in the association."""
        return self.staff.may(action, self.desk.chain(association_id), self.desk.today)


class _Signer(TimestampSigner):
    """Bears that a cookie was signed later than now: where the clock of another machine goes ahead.

    The library takes it for one that is too old, and whoever has just logged in were out again.
    """

    def unsign(self, signed_value: str | bytes, **asked: Any) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Return what was signed; raise `BadSignature`."""
        try:
            return super().unsign(signed_value, **asked)
        except SignatureExpired as error:
            if error.date_signed is None or error.date_signed.timestamp() <= self.get_timestamp():
                raise
            return super().unsign(signed_value, **{**asked, "max_age": None})


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; requests without one, such as programs make, cost nothing.

    Whoever is logged in has a secret in it, and what that is worth the people vault says: a cookie
    that was copied ends with its session.
    """

    digest_method = staticmethod(sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session of a request."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs cookies."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Signer
        return serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session down, if it was touched at all."""
        if not (session.accessed or session.modified):
            return
        super().save_session(app, session, response)
        mark = g.pop("mark", None)
        if mark is not None:
            _give_mark(mark, response)

    def get_cookie_name(self, app: Flask) -> str:
        """Name the session's cookie."""
        del app
        return _name_of(_COOKIE)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep the cookie to HTTPS wherever the request came by it; not on one's own machine."""
        del app
        return request.is_secure


def register_sessions(app: Flask, settings: Settings) -> None:
    """Keep sessions of `app` in cookies signed with a key of their own."""
    app.session_interface = Sessions()
    app.secret_key = settings.key_for("sessions")
    app.permanent_session_lifetime = LIFETIME_MAX
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False


def log_in(login: str, password: str) -> StaffId:
    """Begin a session for whose login and password these are.

    Raises `TooManyAttempts`, `BadLogin`, and `Unauthenticated` for someone who is in the vault but
    not in the book.
    """
    now = ledger().now()
    mark = request.cookies.get(_name_of(_MARK_COOKIE))
    known = gate().check(login, password, client_address(), now, mark)
    if known is None:
        raise BadLogin
    person = _member(StaffId(known.staff_id), ledger().desk)
    secret = gate().begin_session(known, request.headers.get("User-Agent", ""), now)
    if secret is None:
        raise BadLogin
    log_out()  # nothing that was there before the login survives it, nor does a copy of its cookie
    session.permanent = True
    session[_SECRET] = secret
    csrf_token()
    know_browser(known)
    g.person = person  # whatever answers this very request is seen by whoever logged in with it
    g.pop("session_of", None)
    return StaffId(known.staff_id)


def know_browser(known: Known) -> None:
    """Give the browser that asks in a session a mark, by which it is known from now on."""
    g.mark = gate().mark(known)


def _give_mark(mark: str, response: Response) -> None:
    """Let the browser be known when its owner comes again: whoever fails elsewhere is not it."""
    response.set_cookie(
        _name_of(_MARK_COOKIE),
        mark,
        max_age=_MARK_LASTS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _name_of(cookie: str) -> str:
    """Name a cookie so that over HTTPS no other host, and nothing unencrypted, can set it."""
    return f"__Host-{cookie}" if request.is_secure else cookie


def log_out() -> None:
    """End the session, whoever else has its cookie."""
    secret = session_secret()
    if secret is not None:
        gate().sessions.end_by(secret)
    session.clear()


def has_session() -> bool:
    """Tell whether there is a session that somebody was logged in to."""
    return _SECRET in session


def session_secret() -> str | None:
    """Return the secret of the session that somebody was logged in to, if there is one."""
    secret: str | None = session.get(_SECRET)
    return secret


def current_session_id() -> UUID | None:
    """Return the id of the session that this request was made in, if it was in one."""
    person = require_person()
    secret = session_secret()
    return None if person.token_id is not None or secret is None else session_id(secret)


def gate() -> Gate:
    """Return the gate of the current app, at which people come in."""
    return services().vault.gate


def csrf_token() -> str:
    """Return the session's CSRF token, for forms and for the header of writes."""
    if _CSRF not in session:
        session[_CSRF] = secrets.token_urlsafe(32)
    token: str = session[_CSRF]
    return token


def check_csrf() -> None:
    """Raise `BadCsrfToken` unless the header, or a form's field, has the session's token."""
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    expected = session.get(_CSRF)
    if expected is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadCsrfToken


def current_person() -> Person | None:
    """Return who is asking; none without credentials.

    Raises `Unauthenticated` for credentials that are wrong, and `BadCsrfToken` for a write in a
    session without its token. The book is caught up first, so a token revoked by any process has
    stopped by now.
    """
    if "person" not in g:
        g.person = _find_person(ledger().desk)
        if g.person is not None:
            keep_from_others()
    person: Person | None = g.person
    return person


def require_person() -> Person:
    """Return who is asking, or raise `Unauthenticated`."""
    person = current_person()
    if person is None:
        raise Unauthenticated
    return person


def glance_at_person() -> Person:
    """Return who was asking as far as this process knew, or raise `Unauthenticated`.

    It costs nothing, and a token revoked by another process may pass: only for what hands a
    command to the ledger and does nothing else, because the ledger asks again when it decides.
    """
    person: Person | None = g.get("glanced") or _find_person(ledger().glance)
    if person is None:
        raise Unauthenticated
    keep_from_others()
    return person


def credentials() -> str | None:
    """Return what stands for the token or session that this request came with, if it opens.

    It is no more than a glance, as in `glance_at_person`, and asks for no CSRF token.
    """
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        try:
            g.glanced = _holder(authorization, ledger().glance)  # for `glance_at_person`
        except Unauthenticated:
            return None
        return str(g.glanced.token_id)
    secret = session_secret()
    return secret if secret is not None and _session_of(secret) is not None else None


def may_read(fund_id: FundId) -> bool:
    """Tell whether whoever is asking, if it is anybody, is entitled to what is private in a fund.

    Raises `FundNotFound`, and as `current_person`.
    """
    person = current_person()
    if person is None:
        return False
    return person.may(Action.READ, person.desk.fund(fund_id).association_id)


def may_read_association(association_id: AssociationId) -> bool:
    """Tell whether whoever is asking is entitled to what is private in an association.

    Raises `AssociationNotFound` for somebody who asks about none, and as `current_person`.
    """
    person = current_person()
    return person is not None and person.may(Action.READ, association_id)


def _find_person(look: Callable[[], Desk]) -> Person | None:
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return _holder(authorization, look)
    secret = session_secret()
    if secret is None:
        return None
    staff_id = _session_of(secret)
    if staff_id is None:
        raise Unauthenticated
    person = _member(StaffId(staff_id), look)
    if request.method not in _SAFE_METHODS:
        check_csrf()
    return person


def _session_of(secret: str) -> UUID | None:
    if "session_of" not in g:  # asked twice, it is looked up once
        g.session_of = gate().sessions.find(secret, ledger().now())
    found: UUID | None = g.session_of
    return found


def _holder(authorization: str, look: Callable[[], Desk]) -> Person:
    scheme, _, text = authorization.partition(" ")
    try:
        token = Token.parse(text if scheme.lower() == "bearer" else "")
    except ValueError:
        raise Unauthenticated from None
    person = _member(token.staff_id, look)
    if not person.staff.holds_token(token.token_id, token.secret, person.desk.today):
        raise Unauthenticated
    return person._replace(token_id=token.token_id)


def _member(staff_id: StaffId, look: Callable[[], Desk]) -> Person:
    desk = look()
    try:
        return Person(staff_id, desk.staff(staff_id), desk)
    except StaffNotFound:
        raise Unauthenticated from None
