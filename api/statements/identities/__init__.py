"""Which row of a statement is which, in every file and for every version of the software."""
