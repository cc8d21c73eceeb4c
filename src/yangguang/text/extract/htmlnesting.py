"""What stands inside what on a page: containers, lists, tables and their cells, as tags open and close.

Pages of the wild close what was never opened and leave open what was; an end tag never reaches out of
the cell in which it stands.
"""

from __future__ import annotations

from yangguang.text.extract.flow import Flow
from yangguang.text.extract.htmllists import ListUnderWay, Rule
from yangguang.text.extract.htmltable import TableUnderWay, settle
from yangguang.text.extract.htmltags import attributes_of, span_of
from yangguang.text.extract.limits import Limits
from yangguang.text.extract.traces import Region

_MAX_DEPTH = 2_000
_MAX_TABLES = 60
_MOST_STYLED_LISTS = 500
_FURTHEST = 40


class Scope:
    """Open containers inside one table cell (or the page); an end tag never reaches out of it."""

    __slots__ = ("counts", "lists", "open")

    def __init__(self) -> None:
        self.lists: list[ListUnderWay] = []
        self.open: list[tuple[str, int]] = []
        self.counts: dict[str, int] = {}


class Nesting:
    """The containers, lists and tables that are open where a walk has come to."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.flow = Flow()
        self.links: list[tuple[str, str]] = []
        self.regions: list[Region] = []
        self.list_rules: list[Rule] = []
        self.lists = 0
        self.warnings: list[str] = []
        self.scopes = [Scope()]
        self.tables: list[tuple[TableUnderWay, int]] = []
        self.tables_ignored = 0
        self.region = -1
        self.cells = 0
        self.cell_began = 0

    def warn(self, sentence: str) -> None:
        """Notes, once, what the reader was unsure of."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def push(self, name: str, attributes: str) -> None:
        """A container opens."""
        scope = self.scopes[-1]
        if len(scope.open) >= _MAX_DEPTH:
            return
        scope.open.append((name, self.region))
        scope.counts[name] = scope.counts.get(name, 0) + 1
        self._enter(name, attributes)
        if name in ("ol", "ul"):
            self._begin_list(name, attributes, len(scope.open))
        if name == "ucapcontent":
            self.flow.marked_body = True

    def _begin_list(self, name: str, attributes: str, depth: int) -> None:
        self.lists += 1
        rules = self.list_rules if self.lists <= _MOST_STYLED_LISTS else []
        chain: list[Region] = []
        at = self.region
        while at >= 0 and len(chain) < _FURTHEST:
            chain.append(self.regions[at])
            at = self.regions[at].parent
        self.scopes[-1].lists.append(
            ListUnderWay(
                name,
                attributes_of(attributes),
                self.flow.placed,
                chain[::-1],
                rules,
                depth,
            )
        )

    def settle_lists(self, scope: Scope, depth: int) -> None:
        """Ends the lists that stand deeper than ``depth`` containers."""
        while scope.lists and scope.lists[-1].depth > depth:
            scope.lists.pop().settle()

    def _enter(self, name: str, attributes: str) -> None:
        key = ""
        if attributes:
            parsed = attributes_of(attributes)
            key = f"{parsed.get('id', '')} {parsed.get('class', '')}".strip().lower()[:200]
        self.regions.append(Region(self.region, name, key))
        self.region = len(self.regions) - 1

    def pop(self, name: str) -> None:
        """A container closes, and with it those that were left open inside it."""
        scope = self.scopes[-1]
        if not scope.counts.get(name):
            return
        while scope.open:
            opened, outer = scope.open.pop()
            scope.counts[opened] -= 1
            self.region = outer
            self.settle_lists(scope, len(scope.open))
            if opened == "ucapcontent":
                self.flow.marked_body = False
            if opened == name:
                return

    def begin_table(self, attributes: str) -> None:
        """A table opens; what stands in it before its first cell is put before it."""
        self.flow.flush(self.region)
        self.flow.end_link(self.links)
        if len(self.tables) >= _MAX_TABLES or self.tables_ignored:
            self.tables_ignored += 1
            self.warn("表格嵌套过深，最里层按文字读出。")
            return
        table = TableUnderWay(self.flow.placed, presentation="presentation" in attributes.lower())
        self.tables.append((table, self.region))
        self.flow.placed = table.loose
        self._enter("table", attributes)

    def end_table(self) -> None:
        """The innermost table closes and takes its place in the text."""
        self.flow.flush(self.region)
        self.end_cell()
        table, self.region = self.tables.pop()
        self.flow.placed = table.outside
        self.flow.placed.extend(settle(table, self.limits.cells))
        if self.tables:
            self.tables[-1][0].note_nesting()

    def begin_cell(self, name: str, attributes: str) -> None:
        """A cell opens; one that was left open ends."""
        flow = self.flow
        flow.flush(self.region)
        if not self.tables or self.tables_ignored:
            return
        self.end_cell()
        if self.cells >= self.limits.cells:
            self.warn("表格单元格过多，其余按文字读出。")
            return
        self.cells += 1
        parsed = attributes_of(attributes) if attributes else {}
        flow.placed = self.tables[-1][0].begin_cell(
            span_of(parsed.get("rowspan", "")), span_of(parsed.get("colspan", "")), name == "th"
        )
        self.scopes.append(Scope())
        self.tables[-1][0].outer_region = self.region
        flow.bold = flow.bold_chars = 0
        self.cell_began = flow.length
        self._enter(name, attributes)
        flow.heading = 0

    def end_cell(self) -> None:
        """The cell under way ends, if there is one."""
        if not self.tables:
            return
        table = self.tables[-1][0]
        if table.in_cell:
            self.flow.end_link(self.links)
            self.flow.flush(self.region)
            self.flow.heading = 0
            self.settle_lists(self.scopes.pop(), 0)
            self.region = table.outer_region
            words = self.flow.length - self.cell_began
            bold = 0 < words * 8 <= self.flow.bold_chars * 10
            self.flow.bold = 0
            self.flow.placed = table.end_cell(bold=bold)
