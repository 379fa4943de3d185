"""The laws of the domain, held after every step of random histories, on both stores.

`naive`      a deliberately naive ledger with the door of the real one: lists, added up anew
`steps`      the vocabulary: one step for every command of a fund; `stories` put some in order
`place`      how the small numbers in a step pick accounts, purposes, entries and people
`world`      plays a history in both ledgers, and compares what they answer
`holding`    what must hold between log, state and naive ledger after every step
`read_models`  what must hold of the read models at the end of a history
`machines`   Hypothesis's rule machines of one fund, and of four funds of three associations
`histories`  histories that once went wrong, each under the name of what must be true

What a machine finds is kept twice. Hypothesis writes the seed of a failure to `seeds/`, from where
every run plays it first, until it no longer fails. For ever it is kept in `histories`: a failure
prints its shortest history in the words of that file, and a failure is mended when its history
stands there under a sentence, and passes.
"""
