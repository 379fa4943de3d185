"""Whether a book is whole: log, commands, facts, states, read models, and what is sealed."""
