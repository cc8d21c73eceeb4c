#!/usr/bin/env bash
# Resolves pyproject.toml into requirements/run.lock (to run), dev.lock (to develop) and bench.lock
# (to run, with the peers that benchmarks are measured against), with hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool" && "$tool/bin/pip" install -q uv
common=(--quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --override requirements/overrides.txt)
"$tool/bin/uv" pip compile "${common[@]}" pyproject.toml -o requirements/run.lock
"$tool/bin/uv" pip compile "${common[@]}" --group dev pyproject.toml -o requirements/dev.lock
"$tool/bin/uv" pip compile "${common[@]}" --group bench -c requirements/dev.lock pyproject.toml -o requirements/bench.lock
