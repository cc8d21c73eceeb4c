"""Spreadsheets of registers: which columns are which fields, what a row says, and workbooks out."""
