"""Applying for information online, and following what becomes of it."""
