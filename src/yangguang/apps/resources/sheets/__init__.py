"""Reading the spreadsheets that offices keep their ledgers in."""
