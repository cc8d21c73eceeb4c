"""The complaint about a cell that does not hold what its column asks for."""


class BadValue(ValueError):
    """The cell does not hold what the column asks for; ``args[0]`` says what to write instead."""
