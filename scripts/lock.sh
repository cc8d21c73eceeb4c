#!/usr/bin/env bash
# Resolves pyproject.toml into requirements/run.lock (to run) and dev.lock (to develop), with hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool" && "$tool/bin/pip" install -q uv
common=(--quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11)
"$tool/bin/uv" pip compile "${common[@]}" pyproject.toml -o requirements/run.lock
"$tool/bin/uv" pip compile "${common[@]}" --group dev pyproject.toml -o requirements/dev.lock
