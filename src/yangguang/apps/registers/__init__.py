"""Registers: lists and public ledgers whose columns are data.

What a row holds a definition says (`law.registers`); every change of rows goes through a change
set that is reviewed and published as a whole; a wording that was once public is citable for ever.
"""
