"""Which appeals the codes in a memo may mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from api.statements.proposals.known import Appeal
from ledger.fund.receiving.memo_codes import folded


class Codes:
    """The codes of a fund's appeals, those of closed ones among them; folded, when walked over."""

    def __init__(self, appeals: Iterable[Appeal]) -> None:
        """Find these appeals by their codes, as whole words."""
        self._appeals: defaultdict[str, list[Appeal]] = defaultdict(list)
        for each in appeals:
            if code := folded(each.code).strip():
                self._appeals[code].append(each)
        self._within = {code: self._shorter(code) for code in self._appeals}
        longest_first = sorted(self._appeals, key=len, reverse=True)
        # Codes may overlap: looked for is where one begins, and nothing is passed over.
        any_code = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(f"(?<= )(?=({any_code}) )") if longest_first else None

    def __iter__(self) -> Iterator[str]:
        """Yield the codes."""
        return iter(self._appeals)

    def appeals_in(self, memo: str, on: date) -> list[Appeal]:
        """Return the appeals that a folded memo may mean by its codes; more than one if any does.

        A code that a closed appeal had may be another's by now: of appeals with the same code those
        are meant that take gifts of the day. A code within a longer one is passed over, unless both
        take gifts of that day. Of what takes none, one is named.
        """
        if self._pattern is None:
            return []
        found = sorted({match[1] for match in self._pattern.finditer(memo)})
        within = {code for longer in found for code in self._within[longer]}
        meant = [each for code in found if code not in within for each in self._meant(code, on)]
        if any(each.takes_gifts_of(on) for each in meant):
            meant += [
                each
                for code in sorted(within)
                for each in self._appeals[code]
                if each.takes_gifts_of(on)
            ]
        return meant

    def _meant(self, code: str, on: date) -> list[Appeal]:
        appeals = self._appeals[code]
        taking = [each for each in appeals if each.takes_gifts_of(on)]
        return taking or [max(appeals, key=lambda each: each.starts_on)]

    def _shorter(self, code: str) -> list[str]:
        """Return the codes that are some of the words of one."""
        words = code.split()
        parts = {
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        }
        return sorted((parts - {code}) & self._appeals.keys())
