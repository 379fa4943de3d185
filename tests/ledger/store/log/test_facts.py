"""Which facts stand in the book, however many are asked about."""

import random
import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from ledger.store.log.sqlite_appending import find_taken
from tests.books import Book
from tests.builders import a_credit

FACTS = [f"row:{number:03}" for number in range(400)]


@given(st.integers(0, 400), st.integers(0, 400), st.randoms(use_true_random=False))
def test_of_however_many_facts_those_are_taken_that_are_there(
    there: int, asked: int, pick: random.Random
) -> None:
    taken, wanted = pick.sample(FACTS, there), pick.sample(FACTS, asked)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE unique_facts (fact TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.executemany("INSERT INTO unique_facts VALUES (?)", zip(taken, strict=True))
        assert find_taken(connection.cursor(), wanted) == {*taken} & {*wanted}


def test_of_a_statement_s_rows_those_are_known_that_are_in_the_book(book: Book) -> None:
    rows = [a_credit(row=f"row {number}") for number in range(300)]
    book.import_rows(*rows[::3])
    known = book.ledger.known_rows([row.statement_row for row in rows])
    assert known == {row.statement_row for row in rows[::3]}
    assert book.import_rows(*rows).skipped == 100
