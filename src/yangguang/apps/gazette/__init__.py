"""政府公报: documents that are public already, chosen, ordered and printed together as an issue.

An issue is itself a public document: it is compiled into pages, goes through the same reviews, and
from its publication on each document in it has appeared in the gazette too, counted once.
"""
