"""Returns on their way in and out: one shape, written and read as JSON and as a workbook."""
