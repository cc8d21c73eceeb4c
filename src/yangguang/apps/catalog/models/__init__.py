"""The catalogue: columns, items and their editions, facets, links and index numbers.

An item is the thing with an index number; an edition is a frozen text of it. What is counted
(state, column, facet) is a dated row that is closed and never updated; the columns on `Item`
beside them repeat the current state for speed and are written by the same service.
"""

from yangguang.apps.catalog.models.columns import (
    Column,
    ColumnEnding,
    ColumnType,
    SubSite,
    SubSiteColumn,
    UpdateClass,
)
from yangguang.apps.catalog.models.dated import Dated
from yangguang.apps.catalog.models.disclosures import Disclosure
from yangguang.apps.catalog.models.facets import Facet, FilingRule, FilingRun
from yangguang.apps.catalog.models.items import (
    Appearance,
    Attachment,
    Edition,
    IndexNumberCounter,
    IndexNumberRule,
    Intake,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemLink,
    ItemState,
    ItemStatus,
    TextBand,
    Validity,
)

__all__ = [
    "Appearance",
    "Attachment",
    "Column",
    "ColumnEnding",
    "ColumnType",
    "Dated",
    "Disclosure",
    "Edition",
    "Facet",
    "FilingRule",
    "FilingRun",
    "IndexNumberCounter",
    "IndexNumberRule",
    "Intake",
    "Item",
    "ItemColumn",
    "ItemFacet",
    "ItemKind",
    "ItemLink",
    "ItemState",
    "ItemStatus",
    "SubSite",
    "SubSiteColumn",
    "TextBand",
    "UpdateClass",
    "Validity",
]
