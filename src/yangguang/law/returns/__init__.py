"""Returns: which figures a body owes for a year, a quarter or a month, by when, and what must hold.

The national annual forms stand in ``law.forms``; a local quarterly, monthly or yearly form is a
definition of the same grammar with a ``[return]`` part that says who owes it and when.
"""
