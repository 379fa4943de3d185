"""Finding people by the words of their names, none of which stands anywhere in clear.

A blind index: for each word of a name a keyed hash of the word, without case and diacritics, and of
the association that registered the person. The hashes go with the person. What they give away to
who has the database but not the keys is told in docs/decisions/0038.
"""

import hmac
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import Connection, Select, intersect, select, text

from ledger.store.vault.database import NAMES, PEOPLE, PeopleDatabase, unrestricted
from ledger.store.vault.keys import KeyStore

INDEX_BYTES = 16
WORDS_MAX = 12
"""So many words of what is looked for are heeded, which is more than a name has."""

_VARIABLES = 500
_PUT = text(
    "INSERT INTO vault_names (id, word_index) VALUES (:id, :word_index) ON CONFLICT DO NOTHING"
)
_WORD = re.compile("[\\w\u0300-\u036f]+")
_MARKS = re.compile("[\u0300-\u036f]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


class _Word(NamedTuple):
    """A word as it is indexed, and as it is compared with one that was typed with diacritics.

    Its tone counts, and not over which of its letters it is written: `Hoà` is `Hòa`.
    """

    plain: str
    exact: str


def is_named(name: str, sought: str) -> bool:
    """Tell whether each word that is looked for is one of a name's.

    A word that was typed without diacritics is found with any; one that was typed with some is
    meant as it was typed.
    """
    words = list(_words(name))
    plain, exact = {each.plain for each in words}, {each.exact for each in words}
    wanted = list(_words(sought))
    return bool(wanted) and all(
        each.plain in plain if each.plain == each.exact else each.exact in exact for each in wanted
    )


class Names:
    """The blind index of names in the people vault."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database and keys."""
        self._database = database
        self._keys = keys

    def find(
        self,
        kind: str,
        sought: str,
        scopes: Collection[UUID],
        *,
        after: UUID | None = None,
        limit: int = 100,
    ) -> list[UUID]:
        """Return the first who have all the words in their names, in the order of their ids.

        They are of a kind and of one of some scopes, behind an id, and not restricted. Diacritics
        are not looked at: `is_named` tells of an opened name whether it is meant. There are none
        of no words.
        """
        words = list(dict.fromkeys(each.plain for each in _words(sought)))[:WORDS_MAX]
        within = list(scopes) if words else []
        at_once = _VARIABLES // max(len(words), 1)
        found: list[bytes] = []
        with self._database.transaction() as connection:
            for at in range(0, len(within), at_once):
                query = self._query(kind, words, within[at : at + at_once], after)
                found += connection.scalars(query.limit(limit))
        return [UUID(bytes=id_) for id_ in sorted(found)[:limit]]

    def missing(self, kind: str, *, after: UUID | None = None, limit: int = 100) -> list[UUID]:
        """Return the first of a kind, behind an id, of whom the index has nothing; in order."""
        indexed = select(NAMES.c.id).where(NAMES.c.id == PEOPLE.c.id).exists()
        query = select(PEOPLE.c.id).where(PEOPLE.c.kind == kind, PEOPLE.c.id > _last(after))
        query = query.where(~indexed).order_by(PEOPLE.c.id).limit(limit)
        with self._database.transaction() as connection:
            return [UUID(bytes=id_) for id_ in connection.scalars(query)]

    def index(self, people: Iterable[tuple[UUID, str, str, UUID]]) -> None:
        """Index some people who are in the vault already: id, kind, name and scope of each."""
        rows = {id_.bytes: self.rows(id_, kind, name, scope) for id_, kind, name, scope in people}
        with self._database.one_at_a_time(b"names") as connection:
            # Nobody who is being destroyed leaves a word behind: his row is held until the end.
            here = select(PEOPLE.c.id).where(PEOPLE.c.id.in_(rows)).with_for_update(read=True)
            ids = connection.scalars(here).all()
            put_names(connection, [row for id_ in ids for row in rows[id_]])

    def rows(self, id_: UUID, kind: str, name: str, scope: UUID) -> list[dict[str, bytes]]:
        """Return what the index is to hold of somebody of a kind and scope; see `put_names`."""
        plain = {each.plain for each in _words(name)}
        return [
            {"id": id_.bytes, "word_index": index} for index in self._indexes(plain, kind, [scope])
        ]

    def _query(
        self, kind: str, words: Sequence[str], scopes: Sequence[UUID], after: UUID | None
    ) -> Select[tuple[bytes]]:
        each_word = [
            select(NAMES.c.id).where(
                NAMES.c.word_index.in_(self._indexes([word], kind, scopes)),
                NAMES.c.id > _last(after),
            )
            for word in words
        ]
        all_words = intersect(*each_word).subquery()
        return unrestricted(select(all_words.c.id), all_words).order_by(all_words.c.id)

    def _indexes(self, words: Iterable[str], kind: str, scopes: Iterable[UUID]) -> list[bytes]:
        key = self._keys.named_key("words of names")
        about = [b"\0".join((kind.encode(), scope.bytes)) for scope in scopes]
        return [
            hmac.digest(key, b"\0".join((scope, word.encode())), "sha256")[:INDEX_BYTES]
            for word in words
            for scope in about
        ]


def put_names(connection: Connection, rows: Sequence[dict[str, bytes]]) -> None:
    """Put rows into the index; those that are there already stay."""
    if rows:
        connection.execute(_PUT, rows)


def _last(after: UUID | None) -> bytes:
    return b"" if after is None else after.bytes


def _words(told: str) -> Iterator[_Word]:
    for word in _WORD.findall(normalize("NFD", told.casefold())):
        plain = _MARKS.sub("", word).replace("đ", "d")
        if plain:
            tones = "".join(sorted(_TONES.findall(word)))
            yield _Word(plain, _TONES.sub("", word) + tones)
