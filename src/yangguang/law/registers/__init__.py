"""Registers: lists and public ledgers whose columns, checks and limits are data.

A definition (TOML) says what a row holds, how a value is read and shown, which rules it must keep,
by when it must be published or taken down, and from which standard it comes. Nothing here knows of
a database: apps keep rows, this says what they mean.
"""

from yangguang.law.registers.badvalue import BadValue
from yangguang.law.registers.load import BadDefinition, read_definition
from yangguang.law.registers.model import (
    Chart,
    Check,
    Definition,
    Edition,
    Field,
    FieldType,
    Limit,
    Retention,
    Severity,
    Shape,
    Sum,
    Timeline,
)
from yangguang.law.registers.shipping import shipped
from yangguang.law.registers.values import Value, read_value, show_value, sort_value

__all__ = [
    "BadDefinition",
    "BadValue",
    "Chart",
    "Check",
    "Definition",
    "Edition",
    "Field",
    "FieldType",
    "Limit",
    "Retention",
    "Severity",
    "Shape",
    "Sum",
    "Timeline",
    "Value",
    "read_definition",
    "read_value",
    "shipped",
    "show_value",
    "sort_value",
]
