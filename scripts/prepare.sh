#!/usr/bin/env bash
# Prepares .venv: finds Python 3.11+, installs the system package for venv where it is missing,
# installs the locked dependencies with their hashes, and the yangguang command.
set -euo pipefail
cd "$(dirname "$0")/.."

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
if [ -z "$python" ]; then
  echo "需要 Python 3.11 或更高版本。Debian/Ubuntu：apt-get install python3 python3-venv" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "正在安装系统软件包 python3-venv（建立虚拟环境所需）……"
  apt_get="apt-get"
  [ "$(id -u)" = 0 ] || apt_get="sudo apt-get"
  $apt_get update -qq
  DEBIAN_FRONTEND=noninteractive $apt_get install -y -qq python3-venv
fi
if [ ! -x .venv/bin/python ]; then
  echo "正在建立虚拟环境 .venv ……"
  "$python" -m venv .venv
fi
echo "正在安装依赖（requirements/dev.lock，逐个核对校验值）……"
# The lock names everything that is needed, so nothing is resolved again (see requirements/overrides.txt).
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
touch .venv/ready
echo "已就绪：.venv/bin/yangguang"
