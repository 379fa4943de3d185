"""The vocabulary of histories: one step for every command of a fund, and how each may be drawn.

A step is data. Small numbers pick accounts, purposes, entries and what else there is (see
`place`), so that a history still means something when steps before it are left out.
"""
