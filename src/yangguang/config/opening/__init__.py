"""Opening a real installation from spreadsheets that the office fills in."""
