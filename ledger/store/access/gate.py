"""The gate: who comes in by login and password, who stays, and who chooses a password anew."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from ledger.errors.access import BadCode, GuessablePassword, PasswordGivenUp, WrongPassword
from ledger.errors.unavailable import TooManyAttempts
from ledger.store.access.attempts import Attempts, Kind, Subject
from ledger.store.access.browsers import Browsers
from ledger.store.access.codes import INVITATION_LASTS, RESET_LASTS, Codes
from ledger.store.access.logins import Known, Logins, hashed
from ledger.store.access.passwords import is_guessable
from ledger.store.access.sessions import Sessions, end_sessions, session_id
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.keys import KeyStore


class Gate:
    """Logins, sessions, one-time codes and failed attempts, as they work together.

    `address` is where a request came from; of it no more is kept than a keyed hash. `mark` is what
    the browser was given when it was last let in, if it was, `secret` that of the session.
    """

    def __init__(self, database: PeopleDatabase, keys: KeyStore, logins: Logins) -> None:
        """Use the vault's database, keys and logins."""
        self._database = database
        self._logins = logins
        self._codes = Codes(keys)
        self._attempts = Attempts(database, keys)
        self._browsers = Browsers(logins, keys)
        self.sessions = Sessions(database, keys)

    def check(
        self, login: str, password: str, address: str, now: datetime, mark: str | None = None
    ) -> Known | None:
        """Return whose login and password these are; raise `TooManyAttempts`.

        Whether somebody has the login can be told neither from the answer nor from its time.
        """
        subjects = self._begin(login, address, now, lambda: self._browsers.find(login, mark))
        known = self._logins.check_password(login, password)
        if known is not None:
            self._attempts.succeed(subjects)
        return known

    def mark(self, known: Known) -> str:
        """Return a mark for the browser of who showed a password, good until that is another."""
        return self._browsers.mark(known)

    def begin_session(self, known: Known, agent: str, now: datetime) -> str | None:
        """Begin a session of who showed a password; return the secret that its browser keeps.

        None if the password was changed or reset meanwhile: that ended all sessions, this one too.
        """
        with self._database.transaction() as connection:
            if not self._logins.holds(connection, known):
                return None
            return self.sessions.begin(connection, known.staff_id, agent, now)

    def invite(self, staff_id: UUID, login: str, code: str, now: datetime) -> datetime:
        """Reserve a login for who chooses its password with this code; return until when.

        Raises `LoginTaken`, `PersonIsErased`.
        """
        self._logins.reserve(staff_id, login)
        expires_at = now + INVITATION_LASTS
        with self._database.transaction() as connection:
            self._codes.give(connection, staff_id, code, expires_at)
        return expires_at

    def reset(self, staff_id: UUID, code: str, now: datetime) -> datetime:
        """Stop somebody's password and sessions until he chooses anew with this code.

        Returns until when he can.
        """
        expires_at = now + RESET_LASTS
        with self._database.transaction() as connection:
            self._logins.drop_hash(connection, staff_id)
            end_sessions(connection, staff_id)
            self._codes.give(connection, staff_id, code, expires_at)
        self.unlock(staff_id)
        return expires_at

    def choose_password(self, code: str, password: str, address: str, now: datetime) -> UUID:
        """Set the password of whom a code was given to, once; end all sessions of his.

        Raises `TooManyAttempts`, `BadCode`, `GuessablePassword`; the last leaves the code good.
        """
        subjects = [_address(address)]
        self._attempts.begin(subjects, now)
        with self._database.transaction() as connection:
            holder = self._codes.holder(connection, code, now)
            if holder is not None:
                self._logins.hold(connection, holder)
            staff_id = self._codes.take(connection, code, now)  # unless another did meanwhile
            if staff_id is None:
                raise BadCode("code")
            login = self._logins.get_login(staff_id)
            if login is None:
                raise BadCode("code")
            if is_guessable(password, login):
                raise GuessablePassword("password")
            self._logins.put_hash(connection, staff_id, hashed(password))
            end_sessions(connection, staff_id)
        self._attempts.succeed([self._account(login), *subjects])
        return staff_id

    def confirm(
        self, staff_id: UUID, password: str, *, address: str, now: datetime, secret: str | None
    ) -> Known:
        """Return whoever has come in, as known by the password that he shows once more.

        A wrong one counts like a failed login. Raises `TooManyAttempts`, `WrongPassword`.
        """
        return self._confirm(staff_id, password, address, now, secret)[0]

    def _confirm(
        self, staff_id: UUID, password: str, address: str, now: datetime, secret: str | None
    ) -> tuple[Known, str]:
        login = self._logins.get_login(staff_id)
        if login is None:
            raise WrongPassword("password")
        subjects = self._begin(login, address, now, lambda: _session(secret))
        known = self._logins.known(staff_id, password)
        if known is None:
            raise WrongPassword("password")
        self._attempts.succeed(subjects)
        return known, login

    def change_password(  # both passwords, who, whence, when, what stays, and what stops
        self,
        staff_id: UUID,
        old: str,
        new: str,
        *,
        address: str,
        now: datetime,
        secret: str | None,
        stop_tokens: Callable[[Known], object],
    ) -> Known:
        """Change somebody's own password; all his sessions end but the one of `secret`.

        Returns who is known by the new one.

        `stop_tokens` is called with who he was known as, once nothing else is left to refuse, and
        before the change. Who changed it meanwhile, or reset it, was the first: it stays.

        Raises `TooManyAttempts`, `WrongPassword`, `GuessablePassword`, `PasswordGivenUp`.
        """
        known, login = self._confirm(staff_id, old, address, now, secret)
        if is_guessable(new, login):
            raise GuessablePassword("new_password")
        new_hash = hashed(new)
        stop_tokens(known)
        with self._database.transaction() as connection:
            if not self._logins.holds(connection, known):
                raise PasswordGivenUp("password")
            self._logins.put_hash(connection, staff_id, new_hash)
            self._codes.withdraw(connection, staff_id)
            end_sessions(connection, staff_id, but=secret)
        return Known(staff_id, new_hash)

    def unlock(self, staff_id: UUID) -> None:
        """Let somebody try again at once."""
        login = self._logins.get_login(staff_id)
        if login is not None:
            self._attempts.forget(self._account(login))

    def locked_until(self, staff_id: UUID, now: datetime) -> datetime | None:
        """Return until when nobody can log in as somebody, if it is so."""
        login = self._logins.get_login(staff_id)
        return None if login is None else self._attempts.locked_until(self._account(login), now)

    def forget(self, connection: Connection, staff_id: UUID) -> None:
        """Drop what is here of somebody who is erased."""
        self._codes.withdraw(connection, staff_id)
        end_sessions(connection, staff_id)

    def _begin(
        self, login: str, address: str, now: datetime, browser: Callable[[], Subject | None]
    ) -> list[Subject]:
        """Count an attempt, and return for whom: the account, or a known browser while that waits.

        Raises `TooManyAttempts`.
        """
        subjects = [self._account(login), _address(address)]
        try:
            self._attempts.begin(subjects, now)
        except TooManyAttempts:
            known = browser()
            if known is None:
                raise
            subjects = [known, _address(address)]
            self._attempts.begin(subjects, now)
        return subjects

    def _account(self, login: str) -> Subject:
        return Subject(Kind.ACCOUNT, self._logins.index(login))


def _address(address: str) -> Subject:
    return Subject(Kind.ADDRESS, address.encode())


def _session(secret: str | None) -> Subject | None:
    """Return what a browser is counted as in which somebody has come in."""
    return None if secret is None else Subject(Kind.BROWSER, session_id(secret).bytes)
