"""Every address of the desk × every starting role, another body's staff, and nobody at all.

The table is written by hand. An address that is missing in it fails, and so does a line whose
address is gone, so that nobody adds a page without saying who may enter.

y enters    n 403, the role lacks the permission    0 404, the record is not theirs to see
s is led to the sign-in page
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.builders.agencies import somebody
from tests.desk.conftest import enter
from tests.desk.scene import Scene
from yangguang.apps.agencies import selectors
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.selectors import Holding
from yangguang.apps.coverage.models import Cell

pytestmark = pytest.mark.django_db

ROLES = (
    "system-administrator",
    "disclosure-director",
    "disclosure-clerk",
    "agency-lead",
    "agency-clerk",
    "auditor",
    "supervisor",
)

# Columns: administrator, director, office clerk, lead and clerk of the body itself, auditor,
# supervisor | lead of another body | nobody.
TABLE = """
home                   GET       yyyyyyy y s
sign-in                GET,POST  yyyyyyy y y
sign-out               POST      yyyyyyy y s
session                GET       yyyyyyy y s
second-factor          GET,POST  yyyyyyy y s
prove                  GET,POST  yyyyyyy y s
switch-agency          POST      yyyyyyy y s
account                GET       yyyyyyy y s
change-password        GET,POST  yyyyyyy y s
set-second-factor      GET,POST  yyyyyyy y s
second-factor-picture  GET       0000000 0 s
drop-second-factor     GET,POST  yy000y0 0 s
renew-backup-codes     POST      yy000y0 0 s
end-session            POST      0000000 0 s
inbox                  GET       nyyyyny y s
decide-many            POST      nyyyynn y s
published              GET       nyyyyny y s
rejected               GET       nyyyyny y s
item                   GET       nyyyyny 0 s
item-edit              POST      nyyyynn 0 s
item-accept            POST      nyyyynn 0 s
item-reject            POST      nyyyynn 0 s
item-reopen            POST      nyyyynn 0 s
cleanup                GET       nyyyyny y s
new-cleanup            GET,POST  nynynnn y s
cleanup-round          GET       nyyyyny 0 s
cleanup-decide         GET,POST  nynynnn 0 s
cleanup-ask            GET,POST  nynynnn 0 s
cleanup-adopt          POST      nynynnn 0 s
cleanup-opinions       GET,POST  nyyyynn y s
cleanup-draft          POST      nynynnn 0 s
cleanup-drop           POST      nynynnn 0 s
gazette                GET       nyyyyny y s
new-gazette            GET,POST  nynynnn y s
gazette-issue          GET       nyyyyny 0 s
gazette-choose         GET,POST  nynynnn 0 s
gazette-arrange        POST      nynynnn 0 s
gazette-pages          GET       nyyyyny 0 s
gazette-draft          POST      nynynnn 0 s
gazette-drop           POST      nynynnn 0 s
lexicon                GET       nyyyynn y s
new-word               GET,POST  nynynnn y s
lexicon-trial          GET,POST  nyyyynn y s
end-word               POST      nynynnn 0 s
item-withdraw          GET,POST  nynynnn 0 s
item-attachment        GET       n0000n0 0 s
drafts                 GET       nyyyynn y s
new-draft              GET,POST  nyyyynn y s
clean-paste            POST      nyyyynn y s
draft                  GET,POST  nyyyynn 0 s
draft-edit             GET,POST  nyyyynn 0 s
draft-autosave         POST      nyyyynn 0 s
draft-history          GET       nyyyynn 0 s
draft-restore          POST      n0000nn 0 s
draft-attach           POST      nyyyynn 0 s
draft-file             GET       n0000nn 0 s
draft-file-change      POST      n0000nn 0 s
draft-picture-in       POST      nyyyynn 0 s
draft-picture          GET       n0000nn 0 s
draft-attribute        GET,POST  nyyyynn 0 s
draft-plan             GET,POST  nyyyynn 0 s
draft-explain          POST      nyyyynn 0 s
draft-recognised       POST      nyyyynn 0 s
draft-review           GET,POST  nyyyynn 0 s
joint-reviews          GET       nyyyynn y s
recall-joint           GET,POST  nyy00nn 0 s
forced                 GET       nyyynyy y s
ask-joint              GET,POST  nyyyynn 0 s
answer-joint           GET,POST  nynynnn 0 s
draft-act              GET,POST  nyyyynn 0 s
start-draft            POST      nyyyynn 0 s
change-item            GET,POST  nyyyynn 0 s
item-draft             GET       nyyyyny 0 s
item-validity          GET,POST  nynynnn 0 s
item-editions          GET       nyyyyny 0 s
close-edition          GET,POST  nynynnn 0 s
item-channels          GET       nyyyyny 0 s
note-channel           POST      nyyyynn 0 s
void-channel           POST      n0000nn 0 s
register               GET       nyyyyny y s
register-export        GET       nyyyyny y s
reassessments          GET       nyyyyny y s
reassess               GET,POST  nynynnn 0 s
checklists             GET       nynynnn y s
checklist              GET,POST  nynynnn y s
columns                GET       yynnnnn n s
new-column             GET,POST  yynnnnn n s
pressed-pages          GET       yynnnnn n s
press-page-again       POST      yynnnnn n s
rename-column          GET,POST  yynnnnn n s
move-column            GET,POST  yynnnnn n s
place-column           POST      yynnnnn n s
subsites               GET       yynnnnn n s
columns-sheet          GET       yynnnnn n s
load-columns           GET,POST  yynnnnn n s
subsites-sheet         GET       yynnnnn n s
load-subsites          GET,POST  yynnnnn n s
subsite                GET,POST  yynnnnn n s
subsite-logo           GET       00nnnnn n s
classifications        GET       yynnnnn n s
load-classifications   POST      yynnnnn n s
new-filing-rule        GET,POST  00nnnnn n s
filing-rule            GET,POST  00nnnnn n s
end-filing-rule        POST      00nnnnn n s
undo-filing            POST      00nnnnn n s
column-updates         GET       yyyyyny y s
column-limit           GET,POST  yynnnnn n s
merge-column           GET,POST  yynnnnn n s
retire-column          GET,POST  yynnnnn n s
find                   GET       nyyyyny y s
requests               GET       nyyyyny y s
request-register       GET,POST  nyyyynn y s
request-book           GET       nyyyyny y s
case-library           GET       nyyyyny y s
remedies               GET       nyyyyny y s
new-remedy             GET,POST  nyyynnn 0 s
remedy                 GET       nyyyyny 0 s
answer-remedy          POST      nyyynnn 0 s
decide-remedy          POST      nyyynnn 0 s
remedy-evidence        POST      nyyynnn 0 s
conversions            GET       nyyyyny y s
conversion             GET       nyyyyny 0 s
decide-conversion      POST      nynynnn 0 s
request-settings       GET,POST  yyyyynn 0 s
request-figures        GET       nyyyyny y s
request-figures-cell   GET       n0000n0 0 s
request-figures-export GET       nyyyyny y s
statistics             GET       nyyyyny y s
statistics-form        GET       nyyyyny y s
statistics-records     GET       n0000n0 0 s
statistics-export      GET       nyyyyny y s
request                GET       nyyyyny 0 s
request-draft          GET,POST  nyyyyn0 0 s
request-unmask         POST      nyyyyny 0 s
request-act            GET,POST  nyyyyn0 0 s
request-letter         GET       n0000n0 0 s
request-file           GET       n0000n0 0 s
letters                GET       nyyyyny y s
letter                 GET       nyyyyny 0 s
letter-file            GET       nyyyyny 0 s
void-letter            GET,POST  nynynnn 0 s
letter-templates       GET       nynynnn y s
letter-template        GET       nynynnn y s
new-letter-template    POST      nynynnn y s
letter-template-version GET      nynynnn 0 s
edit-letter-template   GET,POST  nynynnn 0 s
start-letter-template  GET,POST  nynynnn 0 s
retire-letter-template GET,POST  nynynnn 0 s
letter-numbers         GET       nynynnn y s
set-letter-word        GET,POST  nynynnn 0 s
begin-letter-numbers   GET,POST  nynynnn 0 s
redaction-page         GET       nyyyynn 0 s
redaction-picture      GET       nyyyynn 0 s
redaction-mark-area    POST      nyyyynn 0 s
redaction-mark-phrase  POST      nyyyynn 0 s
redaction-mark-findings POST     nyyyynn 0 s
redaction-unmark       POST      nyyyynn 0 s
redaction-make         POST      nyyyynn 0 s
redaction-approve      POST      nynynnn 0 s
redaction-copy         GET       n0000nn 0 s
redaction-check        GET       nyyyynn 0 s
remedy-bodies          GET       yyyyynn y s
remedy-body            GET       yyyyynn 0 s
enter-remedy-bodies    GET,POST  yyyyynn 0 s
redact-file            POST      n0000nn 0 s
give-redacted          POST      n0000nn 0 s
report-drafts          GET       nyyyynn y s
start-report-draft     POST      n0000nn 0 s
report-draft           GET,POST  nyyyynn 0 s
report-draft-autosave  POST      nyyyynn 0 s
report-draft-changes   GET       nyyyynn 0 s
report-draft-history   GET       nyyyynn 0 s
report-draft-restore   POST      n0000nn 0 s
report-draft-act       POST      nyyyynn 0 s
report-draft-file      GET       nyyyynn 0 s
reports                GET       nyyynny y s
report                 GET       nyyynny 0 s
judge-finding          POST      nyyynny 0 s
returns                GET       nyyyyny y s
new-return-round       GET,POST  nynnnnn n s
return-round           GET       nyyyyny 0 s
remind-returns         POST      nynnnnn n s
move-return-round      GET,POST  nynnnnn n s
import-published-returns POST    nynnnnn n s
return-definitions     GET       nyyyyny y s
return-definition      GET       nyyyyny y s
new-return-definition  GET,POST  nynnnnn n s
retire-return-definition POST    nynnnnn n s
return                 GET,POST  nyyyyny 0 s
return-cell            GET,POST  n0000n0 0 s
return-import          GET,POST  nyyyynn 0 s
return-export          GET       nyyyyny 0 s
return-history         GET       nyyyyny 0 s
return-difference      GET       n0000n0 0 s
return-parts           GET       nyyyyny 0 s
make-region-return     POST      nyyyynn 0 s
return-act             GET,POST  nyyyynn 0 s
duties                 GET       nyyyyny y s
duties-export          GET       nyyyyny y s
duty                   GET       nyyyyny 0 s
assign-duty            GET,POST  nyyyynn 0 s
assign-duties          POST      nyyyyny y s
orders                 GET       nyyyyny y s
issue-order            GET,POST  nynnnny n s
order                  GET       nyyyyny 0 s
answer-order           POST      nyyyynn 0 s
return-order           POST      nynnnny n s
close-order            POST      nynnnny n s
overview               GET       nyynnny n s
messages               GET       yyyyyyy y s
read-messages          POST      yyyyyyy y s
open-message           POST      0000000 0 s
outbox                 GET       yyyyyyy y s
resend-notice          POST      yyyyyyy 0 s
calendar               GET       yyyyyyy y s
upload-notice          GET,POST  yynnnnn n s
fill-notice            GET,POST  yynnnnn n s
retire-notice          GET,POST  yynnnnn n s
agency-calendar        GET,POST  yynnnnn n s
yellow-days            GET,POST  yynnnnn n s
calendar-change        GET       yynnnnn n s
sign-calendar          POST      yynnnnn n s
drop-calendar          GET,POST  yynnnnn n s
readings               GET       yyyyyny y s
choose-reading         GET,POST  yynnnnn n s
privacy-findings       GET       nyyyyny y s
decide-findings        POST      nyyyynn y s
privacy-finding        GET       nyyyyny 0 s
reveal-finding         POST      nyyyynn 0 s
decide-finding         POST      nyyyynn 0 s
take-back-decision     POST      nyyyynn 0 s
supervise              GET       nyynnny n s
looks                  GET       nynynyn y s
looks-export           GET       nynynyn y s
retention              GET       nynynyn y s
refresh-retention      POST      nynynnn y s
propose-destruction    POST      nynynnn y s
destruction            GET       nynynyn 0 s
sign-destruction       POST      nynynnn 0 s
drop-destruction       GET,POST  nynynnn 0 s
audit                  GET       nynynyn y s
audit-export           GET       nynynyn y s
audit-chain            GET       nynynyn y s
agencies               GET       yynnnnn n s
new-agency             GET,POST  yynnnnn n s
own-agency             GET,POST  yyyyynn y s
agency                 GET       yynnnnn n s
agency-contact         GET,POST  yyyyynn 0 s
confirm-agency         GET,POST  yynnnnn n s
identify-agency        GET,POST  yynnnnn n s
rename-agency          GET,POST  yynnnnn n s
move-agency            GET,POST  yynnnnn n s
merge-agency           GET,POST  yynnnnn n s
staff                  GET       yynynnn y s
new-person             GET,POST  yynynnn y s
person                 GET       yynynnn 0 s
edit-person            GET,POST  yynynnn 0 s
assign-post            GET,POST  yynynnn 0 s
end-post               GET,POST  yynynnn 0 s
reset-password         POST      yynynnn 0 s
drop-factor            GET,POST  yynynnn 0 s
close-account          GET,POST  yynynnn 0 s
reopen-account         GET,POST  yynynnn 0 s
hand-over              GET,POST  yynynnn 0 s
roles                  GET       ynnnnnn n s
new-role               GET,POST  ynnnnnn n s
role                   GET,POST  ynnnnnn n s
delegations            GET       yyyyyyy y s
new-delegation         GET,POST  yyyyyyy y s
end-delegation         POST      yy0y000 0 s
draws                  GET       nyyyyyy y s
new-draw               GET,POST  nyyyynn y s
draw                   GET       nyyyyyy 0 s
edit-draw              GET,POST  nyyyynn 0 s
draw-years             GET       nyyyyyy y s
new-draw-year          GET,POST  nyyyynn y s
draw-year              GET       nyyyyyy 0 s
publish-draw-year      POST      nynynnn 0 s
drop-draw-year         POST      nyyyynn 0 s
new-year-task          GET,POST  nyyyynn 0 s
edit-year-task         GET,POST  nyyyynn 0 s
drop-year-task         POST      nyyyynn 0 s
draw-round             GET       nyyyyyy 0 s
settle-draw-round      POST      nyyyynn 0 s
drop-draw              POST      nyyyynn 0 s
commit-draw            POST      nyyyynn 0 s
void-draw              POST      nyyyynn 0 s
hold-draw              POST      nyyyynn 0 s
draw-record            GET       nyyyyyy 0 s
draw-conflicts         GET       nyyyynn 0 s
drawn                  GET       nyyyyyy 0 s
replace-drawn          POST      nyyyynn 0 s
appoint-drawn          POST      nyyyynn 0 s
drawn-result           POST      nyyyynn 0 s
draw-sheet             GET       nyyyyyy 0 s
objections             GET       nyyyyyy y s
objection              GET       nyyyyyy 0 s
decide-objection       POST      nynynnn 0 s
new-objection          GET,POST  nyyyynn 0 s
coverage               GET       nyyyyyy y s
coverage-list          GET       nyyyyyy y s
coverage-body          GET       n000000 0 s
propose-ties           POST      n0000nn 0 s
coverage-cell          GET       nyyyyyy 0 s
tie-item               POST      nyyyynn 0 s
decide-tie             POST      n0000nn 0 s
projects               GET       nyyyyyy y s
register-projects      GET       nyyyyyy y s
register-kinds         GET       nyyyyyy y s
register-project       GET       nyyyyyy 0 s
project-of-row         GET       nyyyyyy 0 s
budgets                GET,POST  nyyyynn y s
budgets-published      GET       nyyyyyy y s
budget-check           GET,POST  n0000nn 0 s
registers              GET       nyyyyyy y s
register-rows          GET       nyyyyyy y s
new-register-row       GET,POST  nyyyynn y s
adjust-register        GET,POST  nyyyynn y s
bulk-register-rows     GET,POST  nyyyynn y s
register-import        GET,POST  nyyyynn y s
register-import-check  GET,POST  nyyyynn y s
register-template      GET       nyyyynn y s
register-take          GET       nyyyynn y s
register-row           GET       nyyyyyy 0 s
edit-register-row      GET,POST  nyyyynn 0 s
remove-register-row    POST      nyyyynn 0 s
take-down-register-row GET,POST  nyyyynn 0 s
revoke-register-row    GET,POST  nyyyynn 0 s
register-revocations   GET       nyyyyyy y s
withdraw-register-revocation POST n0000nn 0 s
drop-register-revocation POST    n0000nn 0 s
register-beside        GET       n000000 0 s
register-exchange      GET       n000000 0 s
register-file          GET       n000000 0 s
register-changes       GET       nyyyyyy y s
register-change        GET       nyyyyyy 0 s
rename-register-change POST      nyyyynn 0 s
drop-register-rows     POST      nyyyynn 0 s
edit-register-proposal GET,POST  n0000nn 0 s
submit-register-change POST      nyyyynn 0 s
return-register-change POST      nynynnn 0 s
publish-register-change POST     nynynnn 0 s
discard-register-change POST     nyyyynn 0 s
undo-register-change   POST      nyyyynn 0 s
register-change-privacy GET      nyyyyyy 0 s
register-screening     GET       nyyyyyy 0 s
begin-register-screening POST    nyyyynn 0 s
settle-register-privacy POST     nyyyynn 0 s
register-definitions   GET       nyyyyyy y s
register-definition    GET       nyyyyyy y s
register-definition-version GET  nyyyyyy y s
new-register-definition GET,POST nynnnnn n s
held-register-definition GET     n0nnnnn n s
held-register-progress GET       nynnnnn n s
settle-held-register   POST      n0nnnnn n s
act-on-held-register   POST      n0nnnnn n s
edit-register-definition GET,POST nynnnnn n s
set-register           POST      nynnnnn n s
install-register       POST      n0nnnnn n s
ledgers                GET       nyyyyny y s
ledger                 GET       nyyyyny y s
ledger-template        GET       nyyyyny y s
ledger-export          GET       nyyyyny y s
new-ledger-entry       GET,POST  nyyyynn y s
ledger-import-new      GET,POST  nyyyynn y s
ledger-import-check    GET,POST  n0000nn 0 s
ledger-entry           GET       nyyyyny 0 s
ledger-receipt         GET       n0000n0 0 s
correct-ledger-entry   GET,POST  nyyyynn 0 s
void-ledger-entry      POST      nyyyynn 0 s
end-ledger-entry       POST      nyyyynn 0 s
ledger-import          GET       nyyyyny 0 s
ledger-import-source   GET       n0000n0 0 s
undo-ledger-import     POST      nyyyynn 0 s
consultation-points    GET       nyyyyny y s
consultation-point     GET       nyyyyny y s
hand-over-materials    GET,POST  nyyyynn y s
hand-over-list         GET       nyyyyny 0 s
sign-hand-over         POST      nyyyynn 0 s
hand-over-receipt      GET       n0000n0 0 s
dead-links             GET       nyyyyny y s
scans                  GET       nyyyyny y s
scan                   GET       nyyyyny 0 s
proofread-scan         POST      nyyyynn 0 s
scan-picture           GET       nyyyyny 0 s
scan-again             POST      nyyyynn 0 s
ask-link-again         POST      nyyyynn 0 s
delivery-keys          GET       yynynnn y s
new-delivery-key       GET,POST  yynynnn y s
revoke-delivery-key    GET,POST  yynynnn 0 s
jobs                   GET       yyyyyyn y s
job                    GET       yyyyyyn 0 s
job-progress           GET       yyyyyyn 0 s
"""


def _lines() -> dict[str, tuple[list[str], str]]:
    table = {}
    for line in TABLE.strip().splitlines():
        name, methods, *columns = line.split()
        table[name] = (methods.split(","), "".join(columns))
    return table


EXPECTED = _lines()

FURTHER: dict[str, tuple[object, ...]] = {
    "close-edition": (1,),
    "draw-sheet": ("docx",),
    "register-import-check": ("no-token",),
    "register-file": ("none",),
    "register-exchange": ("2018", "csv"),
    "register-take": ("csv",),
    "edit-register-proposal": (999_999,),
    "register-definition-version": (1,),
    "letter-file": ("pdf",),
    "report-draft-restore": (0,),
    "report-draft-act": ("hand-on",),
    "report-draft-file": ("html",),
    "coverage-body": (999_999,),
    "propose-ties": (999_999,),
    "register-kinds": ("json",),
    "register-project": ("QC-1",),
    "budgets-published": ("final",),
    "ledger-export": ("csv",),
    "ledger-import-check": ("no-token",),
    "scan": (1,),
    "proofread-scan": (1,),
    "scan-picture": (1,),
    "letter-template": ("2019",),
    "new-letter-template": ("2019",),
    "set-letter-word": ("answer",),
    "begin-letter-numbers": ("answer",),
    "request-act": ("accept",),
    "request-letter": (1, "pdf"),
    "request-file": (1,),
    "redact-file": (1,),
    "give-redacted": (999,),
    "redaction-picture": (1,),
    "item-attachment": (999,),
    "draft-restore": (999,),
    "void-channel": (999_999,),
    "draft-file": (999,),
    "draft-file-change": (999,),
    "draft-picture": ("none",),
    "draft-review": ("formal",),
    "undo-filing": (999,),
    "draft-act": ("submit",),
    "return-export": ("json",),
    "return-act": ("compute",),
}
"""What stands in an address behind the record's key."""

KEYS: dict[str, Callable[[Scene], int | str]] = {
    "draw": lambda scene: scene.draw.plan_id,
    "edit-draw": lambda scene: scene.draw.plan_id,
    "draw-year": lambda scene: scene.round.task.plan_id,
    "publish-draw-year": lambda scene: scene.round.task.plan_id,
    "drop-draw-year": lambda scene: scene.round.task.plan_id,
    "new-year-task": lambda scene: scene.round.task.plan_id,
    "edit-year-task": lambda scene: scene.round.task_id,
    "drop-year-task": lambda scene: scene.round.task_id,
    "draw-round": lambda scene: scene.round.pk,
    "settle-draw-round": lambda scene: scene.round.pk,
    "drop-draw": lambda scene: scene.draw.plan_id,
    "commit-draw": lambda scene: scene.draw.plan_id,
    "void-draw": lambda scene: scene.draw.plan_id,
    "hold-draw": lambda scene: scene.draw.plan_id,
    "draw-record": lambda scene: scene.draw.plan_id,
    "draw-conflicts": lambda scene: scene.draw.plan_id,
    "drawn": lambda scene: scene.draw.drawn.all()[0].pk,
    "replace-drawn": lambda scene: scene.draw.drawn.all()[0].pk,
    "appoint-drawn": lambda scene: scene.draw.drawn.all()[0].pk,
    "drawn-result": lambda scene: scene.draw.drawn.all()[0].pk,
    "draw-sheet": lambda scene: scene.draw.drawn.all()[0].pk,
    "objection": lambda scene: scene.objection.pk,
    "decide-objection": lambda scene: scene.objection.pk,
    "new-objection": lambda scene: scene.objection.row_id,
    "coverage-list": lambda _: "disclosure-items",
    "coverage-body": lambda _: "disclosure-items",
    "propose-ties": lambda _: "disclosure-items",
    "coverage-cell": lambda scene: Cell.objects.get(row=scene.tie.row_id).pk,
    "tie-item": lambda scene: Cell.objects.get(row=scene.tie.row_id).pk,
    "decide-tie": lambda scene: scene.tie.pk,
    "register-projects": lambda _: "trading-procurement",
    "register-kinds": lambda _: "trading-procurement",
    "register-project": lambda _: "trading-procurement",
    "project-of-row": lambda scene: scene.project_row.row_id,
    "budgets-published": lambda _: 2023,
    "budget-check": lambda _: "no-token",
    "register-rows": lambda _: "wharf-fees",
    "new-register-row": lambda _: "wharf-fees",
    "adjust-register": lambda _: "wharf-fees",
    "bulk-register-rows": lambda _: "wharf-fees",
    "register-import": lambda _: "wharf-fees",
    "register-import-check": lambda _: "wharf-fees",
    "register-definition": lambda _: "wharf-fees",
    "register-definition-version": lambda _: "wharf-fees",
    "edit-register-definition": lambda _: "wharf-fees",
    "set-register": lambda _: "wharf-fees",
    "install-register": lambda _: "wharf-fees",
    "withdraw-register-revocation": lambda _: 999_999,
    "drop-register-revocation": lambda _: 999_999,
    "register-beside": lambda _: "wharf-fees",
    "register-exchange": lambda _: "wharf-fees",
    "register-template": lambda _: "wharf-fees",
    "register-take": lambda _: "wharf-fees",
    "revoke-register-row": lambda scene: scene.register_row.row_id,
    "register-row": lambda scene: scene.register_row.row_id,
    "edit-register-row": lambda scene: scene.register_row.row_id,
    "remove-register-row": lambda scene: scene.register_row.row_id,
    "take-down-register-row": lambda scene: scene.register_row.row_id,
    "register-file": lambda scene: scene.register_row.pk,
    "register-change": lambda scene: scene.register_change.pk,
    "rename-register-change": lambda scene: scene.register_change.pk,
    "drop-register-rows": lambda scene: scene.register_change.pk,
    "edit-register-proposal": lambda scene: scene.register_change.pk,
    "submit-register-change": lambda scene: scene.register_change.pk,
    "return-register-change": lambda scene: scene.register_change.pk,
    "publish-register-change": lambda scene: scene.register_change.pk,
    "discard-register-change": lambda scene: scene.register_change.pk,
    "undo-register-change": lambda scene: scene.register_change.pk,
    "register-change-privacy": lambda scene: scene.register_change.pk,
    "register-screening": lambda scene: scene.register_change.pk,
    "begin-register-screening": lambda scene: scene.register_change.pk,
    "held-register-definition": lambda _: "wharf-fees",
    "held-register-progress": lambda _: "wharf-fees",
    "settle-held-register": lambda _: "wharf-fees",
    "act-on-held-register": lambda _: "wharf-fees",
    "settle-register-privacy": lambda scene: scene.register_change.pk,
    "ledger": lambda _: "points",
    "ledger-template": lambda _: "points",
    "ledger-export": lambda _: "points",
    "new-ledger-entry": lambda _: "points",
    "ledger-import-new": lambda _: "points",
    "ledger-import-check": lambda _: "points",
    "ledger-entry": lambda scene: scene.point.pk,
    "ledger-receipt": lambda scene: scene.point.pk,
    "correct-ledger-entry": lambda scene: scene.point.pk,
    "void-ledger-entry": lambda scene: scene.point.pk,
    "end-ledger-entry": lambda scene: scene.point.pk,
    "ledger-import": lambda scene: scene.ledger_import.pk,
    "ledger-import-source": lambda scene: scene.ledger_import.pk,
    "undo-ledger-import": lambda scene: scene.ledger_import.pk,
    "consultation-point": lambda scene: scene.point.pk,
    "hand-over-materials": lambda scene: scene.point.pk,
    "hand-over-list": lambda scene: scene.hand_over.pk,
    "sign-hand-over": lambda scene: scene.hand_over.pk,
    "hand-over-receipt": lambda scene: scene.hand_over.pk,
    "draft": lambda scene: scene.draft.pk,
    "draft-edit": lambda scene: scene.draft.pk,
    "draft-autosave": lambda scene: scene.draft.pk,
    "draft-history": lambda scene: scene.draft.pk,
    "draft-restore": lambda scene: scene.draft.pk,
    "draft-attach": lambda scene: scene.draft.pk,
    "draft-file": lambda scene: scene.draft.pk,
    "draft-file-change": lambda scene: scene.draft.pk,
    "draft-picture-in": lambda scene: scene.draft.pk,
    "draft-picture": lambda scene: scene.draft.pk,
    "draft-attribute": lambda scene: scene.draft.pk,
    "draft-plan": lambda scene: scene.draft.pk,
    "draft-explain": lambda scene: scene.draft.pk,
    "draft-recognised": lambda scene: scene.draft.pk,
    "proofread-scan": lambda scene: scene.scan.pk,
    "scan": lambda scene: scene.scan.pk,
    "scan-picture": lambda scene: scene.scan.pk,
    "scan-again": lambda scene: scene.scan.pk,
    "draft-review": lambda scene: scene.draft.pk,
    "ask-joint": lambda scene: scene.draft.pk,
    "draft-act": lambda scene: scene.draft.pk,
    "answer-joint": lambda scene: scene.question.pk,
    "recall-joint": lambda scene: scene.question.pk,
    "start-draft": lambda scene: scene.waiting.pk,
    "change-item": lambda scene: scene.public.pk,
    "item-draft": lambda scene: scene.draft.item_id,
    "item-validity": lambda scene: scene.public.pk,
    "item-channels": lambda scene: scene.public.pk,
    "note-channel": lambda scene: scene.public.pk,
    "void-channel": lambda scene: scene.public.pk,
    "item-editions": lambda scene: scene.public.pk,
    "close-edition": lambda scene: scene.public.pk,
    "reassess": lambda scene: scene.look.pk,
    "checklist": lambda _: "legal",
    "letter": lambda scene: scene.letter.pk,
    "letter-file": lambda scene: scene.letter.pk,
    "void-letter": lambda scene: scene.letter.pk,
    "letter-template": lambda _: "supplement",
    "new-letter-template": lambda _: "supplement",
    "letter-template-version": lambda scene: scene.wording.pk,
    "edit-letter-template": lambda scene: scene.wording.pk,
    "start-letter-template": lambda scene: scene.wording.pk,
    "retire-letter-template": lambda scene: scene.wording.pk,
    "set-letter-word": lambda scene: scene.city.health.pk,
    "begin-letter-numbers": lambda scene: scene.city.health.pk,
    "remedy-body": lambda scene: scene.city.health.pk,
    "enter-remedy-bodies": lambda scene: scene.city.health.pk,
    "redaction-page": lambda scene: scene.redaction.pk,
    "redaction-picture": lambda scene: scene.redaction.pk,
    "redaction-mark-area": lambda scene: scene.redaction.pk,
    "redaction-mark-phrase": lambda scene: scene.redaction.pk,
    "redaction-mark-findings": lambda scene: scene.redaction.pk,
    "redaction-unmark": lambda scene: scene.redaction.pk,
    "redaction-make": lambda scene: scene.redaction.pk,
    "redaction-approve": lambda scene: scene.redaction.pk,
    "redaction-copy": lambda scene: scene.redaction.pk,
    "redaction-check": lambda scene: scene.redaction.pk,
    "request": lambda scene: scene.application.pk,
    "redact-file": lambda scene: scene.application.pk,
    "give-redacted": lambda scene: scene.application.pk,
    "new-remedy": lambda scene: scene.application.pk,
    "remedy": lambda scene: scene.remedy.pk,
    "answer-remedy": lambda scene: scene.remedy.pk,
    "decide-remedy": lambda scene: scene.remedy.pk,
    "remedy-evidence": lambda scene: scene.remedy.pk,
    "conversion": lambda scene: scene.conversion.pk,
    "decide-conversion": lambda scene: scene.conversion.pk,
    "request-settings": lambda scene: scene.city.health.pk,
    "request-figures-export": lambda _: "csv",
    "statistics-export": lambda _: "csv",
    "request-draft": lambda scene: scene.application.pk,
    "request-unmask": lambda scene: scene.application.pk,
    "request-act": lambda scene: scene.application.pk,
    "request-letter": lambda scene: scene.application.pk,
    "request-file": lambda scene: scene.application.pk,
    "end-session": lambda scene: scene.sign_in.pk,
    "item": lambda scene: scene.waiting.pk,
    "item-edit": lambda scene: scene.waiting.pk,
    "item-accept": lambda scene: scene.waiting.pk,
    "item-reject": lambda scene: scene.waiting.pk,
    "item-reopen": lambda scene: scene.rejected.pk,
    "item-withdraw": lambda scene: scene.public.pk,
    "item-attachment": lambda scene: scene.public.pk,
    "gazette-issue": lambda scene: scene.issue.pk,
    "gazette-choose": lambda scene: scene.issue.pk,
    "gazette-arrange": lambda scene: scene.issue.pk,
    "gazette-pages": lambda scene: scene.issue.pk,
    "gazette-draft": lambda scene: scene.issue.pk,
    "gazette-drop": lambda scene: scene.issue.pk,
    "cleanup-round": lambda scene: scene.cleanup.pk,
    "cleanup-ask": lambda scene: scene.cleanup.pk,
    "cleanup-adopt": lambda scene: scene.cleanup.pk,
    "cleanup-decide": lambda scene: scene.cleanup.pk,
    "cleanup-draft": lambda scene: scene.cleanup.pk,
    "cleanup-drop": lambda scene: scene.cleanup.pk,
    "end-word": lambda scene: scene.word.pk,
    "rename-column": lambda scene: scene.column.pk,
    "move-column": lambda scene: scene.column.pk,
    "new-filing-rule": lambda scene: 999_999,
    "filing-rule": lambda scene: 999_999,
    "end-filing-rule": lambda scene: 999_999,
    "undo-filing": lambda scene: 999_999,
    "columns-sheet": lambda scene: "xlsx",
    "subsites-sheet": lambda scene: "xlsx",
    "subsite": lambda scene: scene.city.health.pk,
    "subsite-logo": lambda scene: scene.city.health.pk,
    "column-limit": lambda scene: scene.column.pk,
    "merge-column": lambda scene: scene.column.pk,
    "retire-column": lambda scene: scene.column.pk,
    "duty": lambda scene: scene.duty.pk,
    "assign-duty": lambda scene: scene.duty.pk,
    "order": lambda scene: scene.order.pk,
    "answer-order": lambda scene: scene.order.pk,
    "return-order": lambda scene: scene.order.pk,
    "close-order": lambda scene: scene.order.pk,
    "open-message": lambda scene: scene.failed.pk,
    "resend-notice": lambda scene: scene.failed.pk,
    "destruction": lambda scene: scene.destruction.pk,
    "sign-destruction": lambda scene: scene.destruction.pk,
    "drop-destruction": lambda scene: scene.destruction.pk,
    "choose-reading": lambda _: "first_day_counts",
    "retire-notice": lambda scene: scene.notice.pk,
    "calendar-change": lambda scene: scene.change.pk,
    "sign-calendar": lambda scene: scene.change.pk,
    "drop-calendar": lambda scene: scene.change.pk,
    "privacy-finding": lambda scene: scene.personal.pk,
    "reveal-finding": lambda scene: scene.personal.pk,
    "decide-finding": lambda scene: scene.personal.pk,
    "take-back-decision": lambda scene: scene.personal_decision.pk,
    "report": lambda scene: scene.report.pk,
    "report-draft": lambda scene: scene.report_draft.pk,
    "report-draft-autosave": lambda scene: scene.report_draft.pk,
    "report-draft-changes": lambda scene: scene.report_draft.pk,
    "report-draft-history": lambda scene: scene.report_draft.pk,
    "report-draft-restore": lambda scene: scene.report_draft.pk,
    "report-draft-act": lambda scene: scene.report_draft.pk,
    "report-draft-file": lambda scene: scene.report_draft.pk,
    "judge-finding": lambda scene: scene.report.pk,
    "return-round": lambda scene: scene.owed.round_id,
    "remind-returns": lambda scene: scene.owed.round_id,
    "move-return-round": lambda scene: scene.owed.round_id,
    "return-definition": lambda scene: scene.local_form.pk,
    "retire-return-definition": lambda scene: scene.local_form.pk,
    "return": lambda scene: scene.owed.pk,
    "return-cell": lambda scene: scene.owed.pk,
    "return-import": lambda scene: scene.owed.pk,
    "return-export": lambda scene: scene.owed.pk,
    "return-history": lambda scene: scene.owed.pk,
    "return-difference": lambda scene: scene.owed.pk,
    "return-parts": lambda scene: scene.owed.pk,
    "make-region-return": lambda scene: scene.owed.pk,
    "return-act": lambda scene: scene.owed.pk,
    "job": lambda scene: scene.job.pk,
    "job-progress": lambda scene: scene.job.pk,
    "agency": lambda scene: scene.city.health.pk,
    "agency-contact": lambda scene: scene.city.health.pk,
    "confirm-agency": lambda scene: scene.proposed.pk,
    "identify-agency": lambda scene: scene.proposed.pk,
    "rename-agency": lambda scene: scene.city.health.pk,
    "move-agency": lambda scene: scene.city.health.pk,
    "merge-agency": lambda scene: scene.city.health.pk,
    "person": lambda scene: scene.colleague.pk,
    "edit-person": lambda scene: scene.colleague.pk,
    "assign-post": lambda scene: scene.colleague.pk,
    "end-post": lambda scene: scene.colleague_post.pk,
    "reset-password": lambda scene: scene.colleague.pk,
    "drop-factor": lambda scene: scene.colleague.pk,
    "close-account": lambda scene: scene.colleague.pk,
    "reopen-account": lambda scene: scene.closed.pk,
    "hand-over": lambda scene: scene.colleague.pk,
    "role": lambda scene: scene.colleague_post.role_id,
    "end-delegation": lambda scene: scene.delegation.pk,
    "ask-link-again": lambda scene: scene.link.pk,
    "revoke-delivery-key": lambda scene: scene.delivery_key.pk,
}


def _addresses() -> dict[str, URLPattern]:
    patterns = get_resolver("yangguang.desk.urls").url_patterns
    assert all(isinstance(pattern, URLPattern) for pattern in patterns)
    return {pattern.name: pattern for pattern in patterns}


def _actors(scene: Scene) -> list[tuple[str, User | None]]:
    """In the order of the table's columns."""
    own: dict[str, Agency] = {"agency-lead": scene.city.health, "agency-clerk": scene.city.health}
    actors: list[tuple[str, User | None]] = [
        (role, somebody(role, own.get(role, scene.city.office))) for role in ROLES
    ]
    actors.append(("lead of another body", somebody("agency-lead", scene.city.schools)))
    actors.append(("nobody", None))
    return actors


def _cookies_of(user: User | None) -> dict[str, str]:
    """The cookies of somebody who has just signed in."""
    if user is None:
        return {}
    return {name: one.value for name, one in enter(Client(), user).cookies.items()}


def _kind(status: int, location: str) -> str:
    if location.startswith("/sign-in/") and status == 302:
        return "s"
    return {403: "n", 404: "0"}.get(status, "y" if status in {200, 302, 409, 422} else str(status))


def test_the_table_names_every_address_and_no_other() -> None:
    assert set(_addresses()) == set(EXPECTED)


def test_every_line_has_a_sign_for_every_actor() -> None:
    assert {name: len(signs) for name, (_, signs) in EXPECTED.items() if len(signs) != 9} == {}


def _address(name: str, scene: Scene) -> str:
    key = KEYS.get(name)
    further = FURTHER.get(name, ())
    return reverse(name, urlconf="yangguang.desk.urls", args=[key(scene), *further] if key else [])


def looked_up_once(holdings: Callable[..., list[Holding]]) -> Callable[..., list[Holding]]:
    """The same answer for the same person, a copy for each request; what a request changes is undone."""
    known: dict[tuple[object, ...], bytes] = {}

    def holdings_of(user: User, on: date) -> list[Holding]:
        key = (user.pk, user.is_active, on)
        if key not in known:
            known[key] = pickle.dumps(holdings(user, on))
        held: list[Holding] = pickle.loads(known[key])
        return held

    return holdings_of


def test_every_address_opens_for_those_of_the_table_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    # What stands on a page is looked at by other tests; drawing it here would take most of the time.
    monkeypatch.setattr(Template, "render", lambda *_: "")
    monkeypatch.setattr(selectors, "holdings", looked_up_once(selectors.holdings))
    actors = [(label, user, _cookies_of(user)) for label, user in _actors(scene)]
    addresses = {name: _address(name, scene) for name in EXPECTED}
    wrong = []
    for name, (methods, signs) in EXPECTED.items():
        for (label, user, cookies), sign in zip(actors, signs, strict=True):
            for method in methods:
                # Each request begins with the same records and cookies; what it does is undone.
                with transaction.atomic():
                    client = Client()
                    client.cookies.load(cookies)
                    answer = client.generic(method, addresses[name])
                    got = _kind(answer.status_code, answer.headers.get("Location", ""))
                    transaction.set_rollback(True)
                if name == "sign-out" and user is not None and got == "s":
                    got = "y"
                if name == "switch-agency" and got == "0":
                    got = "y"  # an empty choice is none of one's bodies
                if got != sign:
                    wrong.append(f"{name} {method} {label}: expected {sign}, got {got}")
    assert wrong == []


def test_no_act_answers_to_get(scene: Scene) -> None:
    client = enter(Client(), somebody("disclosure-director", scene.city.office))
    acts = [name for name, (methods, _) in EXPECTED.items() if methods == ["POST"]]
    answers = {name: client.get(_address(name, scene)).status_code for name in acts}
    assert answers == dict.fromkeys(acts, 405)
    assert len(acts) >= 20


def test_no_address_breaks_on_a_key_that_no_database_holds(scene: Scene) -> None:
    client = enter(Client(), somebody("system-administrator", scene.city.office))
    for name in KEYS:
        arguments = [10**30, *FURTHER.get(name, ())]
        address = reverse(name, urlconf="yangguang.desk.urls", args=arguments)
        for method in EXPECTED[name][0]:
            assert client.generic(method, address).status_code in {403, 404}, (name, method)
