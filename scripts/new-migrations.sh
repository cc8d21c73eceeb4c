#!/usr/bin/env bash
# One clean initial migration per app; only while there is no release.
set -euo pipefail
cd "$(dirname "$0")/.."
find src/yangguang/apps src/yangguang/press src/yangguang/portal -path '*/migrations/0*.py' -delete
.venv/bin/python -m yangguang.config.manage makemigrations --settings yangguang.config.settings.test
.venv/bin/ruff format -q src/yangguang/apps src/yangguang/press
