"""Acts on letters, their templates and numbers."""

from yangguang.apps.letters.services.drafting import draft_letter, problems_of, revise_letter
from yangguang.apps.letters.services.issuing import (
    declare_void,
    issue_letter,
    preview_letter,
    return_letter,
    sign_letter,
    void_letter,
)
from yangguang.apps.letters.services.numbering import begin_numbers, next_number, set_number_word
from yangguang.apps.letters.services.reissuing import Correction, reissue_letter
from yangguang.apps.letters.services.templates import (
    draft_template,
    faults_of,
    retire_template,
    revise_template,
    start_template,
)

__all__ = [
    "Correction",
    "begin_numbers",
    "declare_void",
    "draft_letter",
    "draft_template",
    "faults_of",
    "issue_letter",
    "next_number",
    "preview_letter",
    "problems_of",
    "reissue_letter",
    "retire_template",
    "return_letter",
    "revise_letter",
    "revise_template",
    "set_number_word",
    "sign_letter",
    "start_template",
    "void_letter",
]
