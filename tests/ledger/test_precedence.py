"""Every decision that refuses has a test that walks its refusals in order of precedence."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.golden.precedence import decisions
from tests.ledger.specification import named_refusals

FEW = 2
"""So many refusals are as well shown by a test of each."""

FOLDER = Path(__file__).parent


def walked() -> Iterator[str]:
    """The names of the decisions that tests hand to `mended_one_by_one`.

    A decision that needs more than a state is handed over in a function that takes its docstring.
    """
    for path in FOLDER.rglob("test_*.py"):
        text = path.read_text()
        if "mended_one_by_one" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Name(id="mended_one_by_one")):
                    yield ast.unparse(node.args[1]).rpartition(".")[2]
                case ast.Assign(targets=[ast.Attribute(attr="__doc__")]):
                    yield ast.unparse(node.value).removesuffix(".__doc__").rpartition(".")[2]


WALKED = frozenset(walked())
MANY = [each for each in decisions() if len(named_refusals(each)) > FEW]


@pytest.mark.parametrize("decision", MANY, ids=lambda each: each.__name__)
def test_a_test_walks_its_refusals_in_order(decision: Callable[..., object]) -> None:
    assert decision.__name__ in WALKED
