"""The charts that both faces draw, under the name by which the portal knows them."""

from yangguang.apps.reports.charts import (
    Bar,
    Columns,
    Lines,
    Post,
    Series,
    bars,
    columns,
    lines,
    thousands,
)

__all__ = ["Bar", "Columns", "Lines", "Post", "Series", "bars", "columns", "lines", "thousands"]
