"""Dividing what cannot be broken: shares by largest remainder, so that no đồng is lost or made."""

from collections.abc import Sequence
from itertools import pairwise

WHOLE = 1_000_000
"""What the shares of one whole come to, in millionths."""


def divided(amount: int, shares: Sequence[int]) -> list[int]:
    """Return `amount` (from 0) in parts as near to `shares` as whole numbers can be.

    Each part is rounded down, and what is left goes, one by one, to the largest remainders; of
    equal ones to the earlier (Hamilton's method). The parts sum to `amount`. `shares` are weights
    from 0, of which one at least is above.
    """
    whole = sum(shares)
    parts = [amount * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda at: -(amount * shares[at] % whole))
    for at in by_remainder[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def placed(
    needs: Sequence[int], supplies: Sequence[int], fits: Sequence[Sequence[bool]]
) -> list[list[int]] | None:
    """Return how much each need takes of each supply, or None if that cannot come out even.

    `fits[n][s]` says that the need may take of the supply. The sums of needs and of supplies must
    be equal. It is the transportation problem, solved by augmenting paths (Ford and Fulkerson
    1956): a need that finds nothing left asks an earlier one to take of another supply instead.
    """
    taken = [[0] * len(supplies) for _ in needs]
    left = list(supplies)
    for need, wanted in enumerate(needs):
        missing = wanted
        while missing:
            path = _path(need, left, taken, fits)
            if path is None:
                return None
            most = min(
                missing,
                left[path[-1][1]],
                *(taken[later][before] for (_, before), (later, _) in pairwise(path)),
            )
            for at, (need_at, supply_at) in enumerate(path):
                taken[need_at][supply_at] += most
                if at:
                    taken[need_at][path[at - 1][1]] -= most
            left[path[-1][1]] -= most
            missing -= most
    return taken


Step = tuple[int, int]  # a need that takes (more) of a supply


def _path(
    need: int, left: Sequence[int], taken: Sequence[Sequence[int]], fits: Sequence[Sequence[bool]]
) -> list[Step] | None:
    """Return the shortest chain of steps from a need to a supply of which something is left."""
    chains: list[list[Step]] = [[]]
    asking = [need]
    seen: set[int] = set()
    for at, asked in enumerate(asking):
        for supply, is_left in enumerate(left):
            if supply in seen or not fits[asked][supply]:
                continue
            seen.add(supply)
            chain = [*chains[at], (asked, supply)]
            if is_left:
                return chain
            for other, takes in enumerate(taken):
                if takes[supply]:
                    asking.append(other)
                    chains.append(chain)
    return None
