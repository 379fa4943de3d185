"""Running sums: what a fund's figures come to up to any day, as was known at any position.

Each bucket of days (`projections.reports.buckets`) has the sum of its run up to itself, and a new
version of it for every block of positions in which something changed it. A question reads one
version of at most two buckets for each fund, and the entries of one block: neither the length of
the history nor how far back `known_at` lies makes it longer. Sums are kept modulo 2^64, so that no
history, however absurd, stops the read models; a difference that fits in 64 bits is exact.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import add
from typing import TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, select

from ledger.values import FundId
from projections.acts import Growth
from projections.reports.buckets import Run, places, runs
from projections.tables import bulk
from projections.tables.reports import CHAINS, ChainName
from projections.tables.schema import Tables
from projections.views import Reading

BLOCK_BITS = 8
"""How many bits of a position tell apart those of one block: 256 share the versions of sums."""

_WORD, _HALF_WORD = 2**64, 2**63

Key: TypeAlias = tuple[FundId, str]
Sums: TypeAlias = list[int]


class _Bucket:
    """A bucket's newest version while a batch is written."""

    __slots__ = ("block", "bucket", "changed", "sums")

    def __init__(self, bucket: int, block: int, sums: Sums) -> None:
        self.bucket, self.block, self.sums = bucket, block, sums
        self.changed = False


# How they are written


def write(connection: Connection, tables: Tables, growths: Sequence[Growth]) -> None:
    """Let sums grow by what is in the order of the log."""
    chains: dict[ChainName, dict[Key, list[Growth]]] = defaultdict(lambda: defaultdict(list))
    for growth in growths:
        chains[growth.chain][growth.fund_id, growth.part].append(growth)
    for chain, by_key in chains.items():
        _Writing(connection, tables, chain, by_key).write()
    bulk.append(connection, tables.growths, _growth_rows(growths))


def _growth_rows(growths: Iterable[Growth]) -> Iterator[tuple[object, ...]]:
    position, number = 0, 0
    for growth in growths:
        number = number + 1 if growth.position == position else 1
        position = growth.position
        amounts = msgspec.json.encode(growth.amounts).decode()
        yield position, number, growth.chain, growth.fund_id, growth.part, growth.on, amounts


class _Writing:
    """One chain, while a batch is written to it."""

    def __init__(
        self,
        connection: Connection,
        tables: Tables,
        chain: ChainName,
        by_key: dict[Key, list[Growth]],
    ) -> None:
        self._connection, self._chain, self._by_key = connection, chain, by_key
        self._sums, self._buckets = _tables(tables, chain)
        self._parts = tables.chain_parts
        self._columns = {name: at for at, name in enumerate(CHAINS[chain])}
        self._rows: list[tuple[object, ...]] = []
        self._new: list[tuple[object, ...]] = []

    def write(self) -> None:
        """Load the newest versions that are touched, let them grow, and write them."""
        standing = self._load()
        for key, growths in self._by_key.items():
            touched: dict[int, list[_Bucket]] = {}
            for (block, on), summed in self._summed(growths).items():
                amounts = list(summed.items())
                for low, bucket, _ in places(on):
                    run = touched.get(low)
                    if run is None:
                        run = touched[low] = standing.get((*key, low), [])
                    self._grow(key, run, bucket, block, amounts)
            for run in touched.values():
                self._rows.extend(_row(key, each) for each in run if each.changed)
        bulk.replace(self._connection, self._sums, self._rows)
        bulk.append(self._connection, self._buckets, self._new)
        parts = ((fund_id, self._chain, part) for fund_id, part in self._by_key)
        bulk.replace(self._connection, self._parts, parts)

    def _summed(self, growths: Iterable[Growth]) -> dict[tuple[int, date], dict[int, int]]:
        """Return what a day grew by in each block, in the order of blocks, by column."""
        found: dict[tuple[int, date], dict[int, int]] = {}
        for growth in growths:
            sums = found.setdefault((growth.position >> BLOCK_BITS, growth.on), {})
            for name, amount in growth.amounts.items():
                column = self._columns[name]
                sums[column] = sums.get(column, 0) + amount
        return found

    def _grow(
        self, key: Key, run: list[_Bucket], bucket: int, block: int, amounts: list[tuple[int, int]]
    ) -> None:
        at = bisect_left(run, bucket, key=_bucket_of)
        if at == len(run) or run[at].bucket != bucket:
            before = run[at - 1].sums[:] if at else [0] * len(self._columns)
            run.insert(at, _Bucket(bucket, block, before))
            self._new.append((*key, bucket, block))
        for each in run[at:]:
            if each.block != block:
                if each.changed:
                    self._rows.append(_row(key, each))
                each.block = block
            each.changed = True
            for column, amount in amounts:
                each.sums[column] = _wrapped(each.sums[column] + amount)

    def _load(self) -> dict[tuple[FundId, str, int], list[_Bucket]]:
        """Return the newest versions of the buckets that will grow, and of the one before them."""
        first: dict[tuple[FundId, str, int, int], int] = {}
        for key, growths in self._by_key.items():
            for on in {growth.on for growth in growths}:
                for low, bucket, high in places(on):
                    run = (*key, low, high)
                    first[run] = min(first.get(run, bucket), bucket)
        asked = [
            (fund_id, low, high, bucket, part)
            for (fund_id, part, low, high), bucket in first.items()
        ]
        columns = {"fund_id": UUID, "low": int, "high": int, "first": int, "part": str}
        listed, params = bulk.listed(self._connection, columns, asked)
        sums, buckets = self._sums.name, self._buckets.name
        query = f"""
            SELECT a.n, s.bucket, s.block, {_selected(self._chain)}
            FROM {listed} a CROSS JOIN {buckets} b CROSS JOIN {sums} s
            WHERE b.fund_id = a.fund_id AND b.part = a.part AND b.bucket <= a.high
              AND b.bucket >= coalesce(
                (SELECT max(p.bucket) FROM {buckets} p WHERE p.fund_id = a.fund_id
                 AND p.part = a.part AND p.bucket BETWEEN a.low AND a.first), a.first)
              AND s.fund_id = b.fund_id AND s.part = b.part AND s.bucket = b.bucket
              AND s.block = (SELECT max(x.block) FROM {sums} x WHERE x.fund_id = b.fund_id
                             AND x.part = b.part AND x.bucket = b.bucket)
            ORDER BY a.n, s.bucket
        """  # noqa: S608  # our own names
        found: dict[tuple[FundId, str, int], list[_Bucket]] = defaultdict(list)
        for n, bucket, block, *sums_held in self._connection.exec_driver_sql(query, params):
            fund_id, low, _, _, part = asked[n]
            found[fund_id, part, low].append(_Bucket(bucket, block, sums_held))
        return found


def _bucket_of(bucket: _Bucket) -> int:
    return bucket.bucket


def _row(key: Key, bucket: _Bucket) -> tuple[object, ...]:
    return (*key, bucket.bucket, bucket.block, *bucket.sums)


# How they are read


def keys(
    reading: Reading, funds: Sequence[FundId], *chains: ChainName
) -> dict[ChainName, list[Key]]:
    """Return what funds have in some chains, with their parts: in the order of the funds."""
    p = reading.tables.chain_parts
    listed, params = bulk.listed(reading.connection, {"fund_id": UUID}, [(each,) for each in funds])
    names = ", ".join(f"'{chain}'" for chain in chains)
    query = f"""
        SELECT p.chain, a.n, p.part FROM {listed} a CROSS JOIN {p.name} p
        WHERE p.fund_id = a.fund_id AND p.chain IN ({names}) ORDER BY a.n, p.part
    """  # noqa: S608  # our own names
    found: dict[ChainName, list[Key]] = {chain: [] for chain in chains}
    for chain, n, part in reading.connection.exec_driver_sql(query, params):
        found[chain].append((funds[n], part))
    return found


def funds_of_parts(reading: Reading, chain: ChainName, parts: Sequence[str]) -> list[Key]:
    """Return the funds that have some parts in a chain."""
    p = reading.tables.chain_parts
    listed, params = bulk.listed(reading.connection, {"part": str}, [(each,) for each in parts])
    query = f"""
        SELECT a.n, p.fund_id FROM {listed} a CROSS JOIN {p.name} p
        WHERE p.chain = '{chain}' AND p.part = a.part ORDER BY a.n, p.fund_id
    """  # noqa: S608  # our own names
    rows = reading.connection.exec_driver_sql(query, params)
    return [(FundId(_uuid(fund_id)), parts[n]) for n, fund_id in rows]


def read(
    reading: Reading,
    chain: ChainName,
    keys: Sequence[Key],
    throughs: Sequence[date],
    known_at: int,
) -> list[list[Sums | None]]:
    """Return the sums of a chain up to some days, as they were known at a position.

    For each day there is one item for each key, in their order: the sums in the order of the
    chain's columns, or None where there is nothing.
    """
    block, rest = _block(reading, known_at)
    found: list[list[Sums | None]] = [[None] * len(keys) for _ in throughs]
    if keys and throughs:
        _read_blocks(reading, chain, keys, throughs, block, found)
        if rest:
            positions = range(block + 1 << BLOCK_BITS, known_at + 1)
            _add_rest(reading, chain, keys, throughs, positions, found)
    return found


def _block(reading: Reading, known_at: int) -> tuple[int, bool]:
    """Return the last block that was known as a whole, and whether a part of the next was."""
    block = known_at >> BLOCK_BITS
    is_whole = known_at == reading.position or (known_at + 1) >> BLOCK_BITS > block
    return (block, False) if is_whole else (block - 1, True)


def _read_blocks(
    reading: Reading,
    chain: ChainName,
    keys: Sequence[Key],
    throughs: Sequence[date],
    block: int,
    found: list[list[Sums | None]],
) -> None:
    days_of: dict[Run, list[int]] = defaultdict(list)
    for day, through in enumerate(throughs):
        for run in runs(through):
            days_of[run].append(day)
    wanted = " UNION ALL ".join(
        f"SELECT {at} AS r, {run.low} AS low, {run.high} AS high" for at, run in enumerate(days_of)
    )
    listed, params = bulk.listed(reading.connection, {"fund_id": UUID, "part": str}, keys)
    query = _versions(reading, chain, block).format(listed=listed, wanted=wanted)
    in_days = list(days_of.values())
    for n, r, *values in reading.connection.exec_driver_sql(query, params).all():
        for day in in_days[r]:
            held = found[day][n]
            # Each day has sums of its own: what is known of one alone is added to them.
            found[day][n] = values[:] if held is None else list(map(add, held, values))


def _versions(reading: Reading, chain: ChainName, block: int) -> str:
    """Return the query for what the last bucket in each run came to, as was known of a block."""
    sums, buckets = (table.name for table in _tables(reading.tables, chain))
    is_postgresql = reading.connection.dialect.name == "postgresql"
    if is_postgresql and block >= reading.position >> BLOCK_BITS:
        # The last version of the last bucket is the last row; nothing later is to be passed over.
        return f"""
            SELECT a.n, w.r, s.* FROM {{listed}} a CROSS JOIN ({{wanted}}) w CROSS JOIN LATERAL (
                SELECT {_selected(chain)} FROM {sums} s
                WHERE s.fund_id = a.fund_id AND s.part = a.part
                  AND s.bucket BETWEEN w.low AND w.high
                ORDER BY s.bucket DESC, s.block DESC LIMIT 1
            ) s
        """  # noqa: S608  # our own names
    found = f"""
        WITH found AS MATERIALIZED (
            SELECT a.n, w.r, a.fund_id, a.part,
              (SELECT b.bucket FROM {buckets} b WHERE b.fund_id = a.fund_id AND b.part = a.part
               AND b.bucket BETWEEN w.low AND w.high AND b.since <= {block}
               ORDER BY b.bucket DESC LIMIT 1) AS bucket
            FROM {{listed}} a CROSS JOIN ({{wanted}}) w
        )
    """  # noqa: S608  # our own names and whole numbers
    if is_postgresql:
        return f"""
            {found} SELECT f.n, f.r, s.* FROM found f CROSS JOIN LATERAL (
                SELECT {_selected(chain)} FROM {sums} s
                WHERE s.fund_id = f.fund_id AND s.part = f.part AND s.bucket = f.bucket
                  AND s.block <= {block}
                ORDER BY s.block DESC LIMIT 1
            ) s
        """  # noqa: S608  # our own names and whole numbers
    return f"""
        {found} SELECT f.n, f.r, {_selected(chain)} FROM found f CROSS JOIN {sums} s
        WHERE s.fund_id = f.fund_id AND s.part = f.part AND s.bucket = f.bucket
          AND s.block = (SELECT max(x.block) FROM {sums} x WHERE x.fund_id = f.fund_id
                         AND x.part = f.part AND x.bucket = f.bucket AND x.block <= {block})
    """  # noqa: S608  # our own names and whole numbers


def _add_rest(
    reading: Reading,
    chain: ChainName,
    keys: Sequence[Key],
    throughs: Sequence[date],
    positions: range,
    found: list[list[Sums | None]],
) -> None:
    """Add the entries of the block that was known in part."""
    columns = {name: at for at, name in enumerate(CHAINS[chain])}
    numbers = {key: n for n, key in enumerate(keys)}
    g = reading.tables.growths
    query = select(g).where(
        g.c.position >= positions.start, g.c.position < positions.stop, g.c.chain == chain
    )
    for row in reading.all(query):
        n = numbers.get((FundId(row.fund_id), row.part))
        if n is None:
            continue
        amounts = msgspec.json.decode(row.amounts, type=dict[str, int])
        for d, through in enumerate(throughs):
            if row.effective_on <= through:
                sums = found[d][n] or [0] * len(columns)
                found[d][n] = sums
                for name, amount in amounts.items():
                    sums[columns[name]] += amount


def difference(after: Sums, before: Sums) -> Sums:
    """Return what sums grew by."""
    return [_wrapped(a - b) for a, b in zip(after, before, strict=True)]


def _uuid(value: UUID | str) -> UUID:
    """Return an id as PostgreSQL gives it, or as SQLite does."""
    return value if isinstance(value, UUID) else UUID(value)


def _wrapped(total: int) -> int:
    """Return a total modulo 2^64, as a signed number of 64 bits."""
    return (total + _HALF_WORD) % _WORD - _HALF_WORD


def _tables(tables: Tables, chain: ChainName) -> tuple[Table, Table]:
    sums: Table = getattr(tables, f"{chain}_sums")
    buckets: Table = getattr(tables, f"{chain}_buckets")
    return sums, buckets


def _selected(chain: ChainName) -> str:
    return ", ".join(f"s.{name}" for name in CHAINS[chain])
