"""Django's SQLite with a queue at the door; see ``base``."""
