"""Coverage: whether what lists of standing duties demand is public, body by body and row by row.

A list with a ``[standing]`` table in its definition says what must be public, by whom and by when.
This app works out which bodies owe which row, which published items meet it, and what is owed now.
"""
