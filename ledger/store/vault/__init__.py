"""The vault: people, memos, documents and waiting statements, encrypted; and their keys."""
