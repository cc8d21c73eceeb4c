#!/usr/bin/env bash
# Starts a PostgreSQL server of its own on a free port in a scratch folder, runs the given command
# with YANGGUANG_TEST_DATABASE pointing at it, and stops it again whatever happens.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  echo "没有找到 PostgreSQL 服务器程序。请先安装：apt-get install postgresql" >&2
  exit 1
fi
scratch=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$scratch"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$scratch/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap stop EXIT
"${as[@]}" "$bin/initdb" -D "$scratch/data" -E UTF8 --locale=C.UTF-8 -A trust -U yangguang >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$scratch/data" -l "$scratch/log" -w \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$scratch -c fsync=off -c synchronous_commit=off -c max_connections=200" \
  start >/dev/null
"$bin/createdb" -h 127.0.0.1 -p "$port" -U yangguang yangguang
YANGGUANG_TEST_DATABASE="postgresql://yangguang@127.0.0.1:$port/yangguang" "$@"
