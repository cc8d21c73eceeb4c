"""Scores of the product on material it has never seen, run by `make score-*` and by tests."""
