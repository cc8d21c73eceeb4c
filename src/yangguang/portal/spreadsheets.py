"""What may be written into a cell that somebody will open in a spreadsheet."""

from __future__ import annotations

from yangguang.text.sheets.harmless import harmless

__all__ = ["harmless"]
