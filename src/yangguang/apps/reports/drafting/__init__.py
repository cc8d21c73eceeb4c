"""Composing an annual report: sentences whose figures stay bound to what they were computed from.

Everything here is plain: it takes figures and facts as arguments and knows no database and no clock.
"""
