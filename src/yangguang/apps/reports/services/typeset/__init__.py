"""A laid-out report as a page, a Word file or a PDF in the layout of official documents."""

from yangguang.apps.reports.drafting.markup import to_body, to_page
from yangguang.apps.reports.services.typeset.pdf import NotTypeset, to_pdf
from yangguang.apps.reports.services.typeset.word import to_word

__all__ = ["NotTypeset", "to_body", "to_page", "to_pdf", "to_word"]
