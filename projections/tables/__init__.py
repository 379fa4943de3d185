"""How the read models lie in a database: their tables, by generation, and how rows get in."""
