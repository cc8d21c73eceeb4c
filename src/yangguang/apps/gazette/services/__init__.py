"""Compiling an issue, typesetting it, and what its publication brings about."""
