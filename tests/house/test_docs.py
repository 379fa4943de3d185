"""Documents that follow from others say what those say."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_is_listed_by_its_number_and_its_title() -> None:
    pages = sorted(DECISIONS.glob("0*.md"))
    listed = []
    for page in pages:
        number, title = page.read_text().split("\n")[0].removeprefix("# ").split(". ", 1)
        assert page.name.startswith(f"{int(number):04}-")
        listed.append(f"- {number}: [{title}]({page.name})")
    index = (DECISIONS / "README.md").read_text().splitlines()
    assert [line for line in index if line.startswith("- ")] == listed
