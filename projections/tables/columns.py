"""How tables of a generation are made: columns in few words, names with the generation's prefix."""

from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Column, ColumnElement, Index, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

Kind: TypeAlias = type[TypeEngine[Any]] | TypeEngine[Any]


def prefix(generation: int) -> str:
    """Return what the names of a generation's tables begin with."""
    return f"views_{generation}_"


class TableMaker:
    """Makes the tables of one generation."""

    def __init__(self, generation: int) -> None:
        """Begin with none."""
        self.generation = generation
        self.metadata = MetaData()

    def _table(self, name: str, *parts: Column[Any], clustered: bool = True) -> Table:
        """Define a table; `clustered` keeps its rows in its key's order on SQLite."""
        return Table(
            f"{prefix(self.generation)}{name}",
            self.metadata,
            *parts,
            sqlite_with_rowid=not clustered,
        )

    def _index(
        self,
        table: Table,
        name: str,
        *columns: str,
        unique: bool = False,
        where: ColumnElement[bool] | None = None,
    ) -> None:
        Index(
            f"{table.name}_{name}",
            *(table.c[column] for column in columns),
            unique=unique,
            sqlite_where=where,
            postgresql_where=where,
        )


def key(name: str, kind: Kind) -> Column[Any]:
    """Return a column of the key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def must(name: str, kind: Kind) -> Column[Any]:
    """Return a column that is never NULL."""
    return Column(name, kind, nullable=False)


def maybe(name: str, kind: Kind) -> Column[Any]:
    """Return a column that may be NULL."""
    return Column(name, kind, nullable=True)


def private(name: str, kind: Kind) -> Column[Any]:
    """Return a column that not everybody may see."""
    return Column(name, kind, nullable=True, info={"private": True})


def numbers(*names: str) -> tuple[Column[Any], ...]:
    """Return columns of whole numbers."""
    return tuple(must(name, BigInteger) for name in names)


def texts(*names: str) -> tuple[Column[Any], ...]:
    """Return columns of texts."""
    return tuple(must(name, Text) for name in names)
