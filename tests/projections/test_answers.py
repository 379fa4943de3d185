"""What answers have in common."""

from sqlalchemy import Select, select

from projections.answers import FUND_ID, built_once
from projections.tables.schema import Tables, tables


@built_once
def a_question(t: Tables, *, ended: bool = False) -> Select[tuple[object, ...]]:
    """What a fund is called, or when it ended."""
    asked = t.funds.c.ended_on if ended else t.funds.c.name
    return select(asked).where(t.funds.c.fund_id == FUND_ID)


def test_a_question_is_put_together_once_for_each_generation_and_shape() -> None:
    asked = [a_question(tables(1)), a_question(tables(2)), a_question(tables(1), ended=True)]
    funds = "views_{0}_funds"
    text = f"SELECT {funds}.{{1}} \nFROM {funds} \nWHERE {funds}.fund_id = :fund_id"
    of_each = [(1, "name"), (2, "name"), (1, "ended_on")]
    assert list(map(str, asked)) == [text.format(*each) for each in of_each]
    assert a_question(tables(1)) is asked[0]
    assert a_question(tables(2)) is asked[1]
