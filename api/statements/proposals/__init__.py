"""What the rows of a statement most likely are; pure, and only a proposal until a person confirms.

`kinds` says what a row can be, `known` what the book already tells, `memos` what a memo says, and
`proposing` puts the three together.
"""
