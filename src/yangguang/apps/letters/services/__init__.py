"""Acts on letters, their templates and numbers."""

from yangguang.apps.letters.services.letters import (
    draft_letter,
    issue_letter,
    preview_letter,
    problems_of,
    return_letter,
    revise_letter,
    sign_letter,
    void_letter,
)
from yangguang.apps.letters.services.numbering import begin_numbers, next_number, set_number_word

__all__ = [
    "begin_numbers",
    "draft_letter",
    "issue_letter",
    "next_number",
    "preview_letter",
    "problems_of",
    "return_letter",
    "revise_letter",
    "set_number_word",
    "sign_letter",
    "void_letter",
]
