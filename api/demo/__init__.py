"""A book to look around in: real places and a real bank statement, and people who do not exist.

`vietcombank-2024-09.csv` holds 300 rows of a statement that the Vietnam Fatherland Front published
after typhoon Yagi, as parsed by the Tra-Cuu-Sao-Ke project (MIT licence), names and accounts
replaced. Everything else is made up.
"""

from api.demo.making import Access, NotADemo, make

__all__ = ["Access", "NotADemo", "make"]
