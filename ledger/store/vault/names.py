"""Finding people by the words of their names, none of which stands anywhere in clear.

A blind index: for each word of a name a keyed hash of the word, without case and diacritics, and of
the association that registered the person; and another of its first three letters, for whoever
types a part of a word. The hashes go with the person. What they give away to who has the database
but not the keys is told in docs/decisions/0038.
"""

import hmac
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, except_, intersect, select, text

from ledger.letters import normalized
from ledger.portions import AT_ONCE, portions
from ledger.store.vault.database import BEGINNINGS, NAMES, PEOPLE, PeopleDatabase, unrestricted
from ledger.store.vault.keys import KeyStore

INDEX_BYTES = 16
WORDS_MAX = 12
"""So many words of what is looked for are heeded, which is more than a name has."""

LETTERS = 3
"""A part of a word is heeded from so many letters on: too many words share two."""

_PUT_WORDS = text(
    "INSERT INTO vault_names (id, word_index) VALUES (:id, :index) ON CONFLICT DO NOTHING"
)
_PUT_BEGINNINGS = text(
    "INSERT INTO vault_name_beginnings (id, beginning_index) VALUES (:id, :index)"
    " ON CONFLICT DO NOTHING"
)
_WORDS, _BEGINNINGS = "words of names", "beginnings of words of names"
"""What the two keys are for: a whole word of three letters is hashed otherwise than a beginning."""

_WORD = re.compile("[\\w\u0300-\u036f]+")
_MARKS = re.compile("[\u0300-\u036f]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


class _Word(NamedTuple):
    """A word as it is indexed, and as it is compared with one that was typed with diacritics.

    Its tone counts, and not over which of its letters it is written: `Hoà` is `Hòa`.
    """

    plain: str
    letters: str
    tones: str

    @property
    def has_marks(self) -> bool:
        """Whether it has any diacritics."""
        return self.plain != self.letters or bool(self.tones)

    def is_meant_by(self, typed: "_Word") -> bool:
        """Tell whether this word, or from `LETTERS` on how it begins, is what was typed."""
        if len(self.plain) <= len(typed.plain) or len(typed.plain) < LETTERS:
            return self == typed if typed.has_marks else self.plain == typed.plain
        if not typed.has_marks:
            return self.plain.startswith(typed.plain)
        # Who has not come to the tone yet has typed none.
        return self.letters.startswith(typed.letters) and typed.tones in ("", self.tones)


class IndexRows(NamedTuple):
    """What the index is to hold of somebody."""

    words: list[dict[str, bytes]]
    beginnings: list[dict[str, bytes]]


def is_named(name: str, sought: str) -> bool:
    """Tell whether each word that is looked for is one of a name's, or how one of them begins.

    A word that was typed without diacritics is found with any; one that was typed with some is
    meant as it was typed. A beginning has `LETTERS` letters or more.
    """
    return _are_meant(list(_words(name)), list(_words(sought)))


def is_named_bare(name: str, sought: str) -> bool:
    """Tell whether a name may be meant only because it was written without any diacritics.

    Banks and many tables have none: "Nguyen Van An" may be any of those who are called so. In a
    name that has some, a word without is meant to have none.
    """
    words, wanted = list(_words(name)), list(_words(sought))
    if not _have_marks(wanted) or _have_marks(words):
        return False
    return _are_meant(words, [_Word(each.plain, each.plain, "") for each in wanted])


def is_written(name: str, sought: str) -> bool:
    """Tell whether each word that is looked for is a whole word of a name, with its diacritics."""
    return set(_words(sought)) <= set(_words(name))


def has_marks(sought: str) -> bool:
    """Tell whether something that is looked for was typed with any diacritics."""
    return _have_marks(list(_words(sought)))


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
        by_beginnings: bool = False,
    ) -> list[UUID]:
        """Return the first who have all the words in their names, in the order of their ids.

        They are of a kind and of one of some scopes, behind an id, and not restricted. Diacritics
        are not looked at, and `by_beginnings`, which finds the others whose words begin as some of
        these do, looks at three letters: `is_named` tells of an opened name whether it is meant.
        There are none of no words.
        """
        words = list(dict.fromkeys(each.plain for each in _words(sought)))[:WORDS_MAX]
        if by_beginnings and all(len(word) < LETTERS for word in words):
            return []
        within = list(scopes) if words else []
        at_once = AT_ONCE // max(2 * len(words), 1)
        found: list[bytes] = []
        with self._database.transaction() as connection:
            for some in portions(within, at_once):
                query = self._query(kind, words, some, after, by_beginnings=by_beginnings)
                found += connection.scalars(query.limit(limit))
        return [UUID(bytes=id_) for id_ in sorted(found)[:limit]]

    def missing(self, kind: str, *, after: UUID | None = None, limit: int = 100) -> list[UUID]:
        """Return the first of a kind, behind an id, whom the index has not, or not all; in order.

        Whoever was indexed before beginnings were has no beginning, and everybody else has one.
        """
        indexed = select(BEGINNINGS.c.id).where(BEGINNINGS.c.id == PEOPLE.c.id).exists()
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
            put_names(connection, [rows[id_] for id_ in ids])

    def rows(self, id_: UUID, kind: str, name: str, scope: UUID) -> IndexRows:
        """Return what the index is to hold of somebody of a kind and scope; see `put_names`."""
        plain = {each.plain for each in _words(name)}
        words = self._indexes(_WORDS, plain, kind, [scope])
        beginnings = self._indexes(_BEGINNINGS, {word[:LETTERS] for word in plain}, kind, [scope])
        return IndexRows(
            [{"id": id_.bytes, "index": index} for index in words],
            [{"id": id_.bytes, "index": index} for index in beginnings],
        )

    def _query(
        self,
        kind: str,
        words: Sequence[str],
        scopes: Sequence[UUID],
        after: UUID | None,
        *,
        by_beginnings: bool,
    ) -> Select[tuple[bytes]]:
        whole = {word: self._having(word, kind, scopes, after) for word in words}
        found = intersect(*whole.values()).subquery()
        if by_beginnings:
            begun = [
                whole[word]
                if len(word) < LETTERS
                else self._beginning(word[:LETTERS], kind, scopes, after)
                for word in words
            ]
            others = intersect(*begun).subquery()
            found = except_(select(others.c.id), select(found.c.id)).subquery()
        return unrestricted(select(found.c.id), found).order_by(found.c.id)

    def _having(
        self, word: str, kind: str, scopes: Sequence[UUID], after: UUID | None
    ) -> Select[tuple[bytes]]:
        indexes = self._indexes(_WORDS, [word], kind, scopes)
        having = select(NAMES.c.id).where(NAMES.c.word_index.in_(indexes))
        return having.where(NAMES.c.id > _last(after))

    def _beginning(
        self, letters: str, kind: str, scopes: Sequence[UUID], after: UUID | None
    ) -> Select[tuple[bytes]]:
        indexes = self._indexes(_BEGINNINGS, [letters], kind, scopes)
        having = select(BEGINNINGS.c.id).where(BEGINNINGS.c.beginning_index.in_(indexes))
        return having.where(BEGINNINGS.c.id > _last(after))

    def _indexes(
        self, what: str, words: Iterable[str], kind: str, scopes: Iterable[UUID]
    ) -> list[bytes]:
        key = self._keys.named_key(what)
        about = [b"\0".join((kind.encode(), scope.bytes)) for scope in scopes]
        return [
            hmac.digest(key, b"\0".join((scope, word.encode())), "sha256")[:INDEX_BYTES]
            for word in words
            for scope in about
        ]


def put_names(connection: Connection, people: Sequence[IndexRows]) -> None:
    """Put rows of people into the index; those that are there already stay."""
    words = [row for each in people for row in each.words]
    beginnings = [row for each in people for row in each.beginnings]
    if words:
        connection.execute(_PUT_WORDS, words)
        connection.execute(_PUT_BEGINNINGS, beginnings)


def _are_meant(words: Sequence[_Word], wanted: Sequence[_Word]) -> bool:
    return bool(wanted) and all(any(word.is_meant_by(typed) for word in words) for typed in wanted)


def _have_marks(words: Iterable[_Word]) -> bool:
    return any(word.has_marks for word in words)


def _last(after: UUID | None) -> bytes:
    return b"" if after is None else after.bytes


def _words(told: str) -> Iterator[_Word]:
    for word in _WORD.findall(normalized("NFD", told.casefold())):
        plain = _MARKS.sub("", word).replace("đ", "d")
        if plain:
            tones = "".join(sorted(_TONES.findall(word)))
            yield _Word(plain, _TONES.sub("", word), tones)
