"""The column tree as a sheet: taken away, changed in a spreadsheet program, loaded again.

What a row asks for goes through the same acts as a click on the tree, in one transaction; a row
that says what already is asks for nothing, so that the same file twice changes nothing.
"""

from yangguang.apps.catalog.services.column_sheets.checking import check_columns
from yangguang.apps.catalog.services.column_sheets.layout import (
    read_columns,
    sheet_of_columns,
    workbook_of_columns,
)
from yangguang.apps.catalog.services.column_sheets.putting import put_columns
from yangguang.apps.catalog.services.column_sheets.reading import Line

__all__ = [
    "Line",
    "check_columns",
    "put_columns",
    "read_columns",
    "sheet_of_columns",
    "workbook_of_columns",
]
