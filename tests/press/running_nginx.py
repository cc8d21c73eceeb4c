"""A real nginx with the configuration of this project, for one test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path, work: Path, *, portal: int) -> Iterator[int]:
    """nginx over a data folder; gives its port. ``portal`` is where the application would listen."""
    port = free_port()
    place = work / "nginx"
    place.mkdir()
    for source in CONFIGURATION.glob("*.conf"):
        text = source.read_text(encoding="utf-8")
        text = text.replace("/etc/nginx/yangguang", str(place))
        text = text.replace("/var/lib/yangguang", str(home))
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{portal}")
        text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
        text = text.replace("server_name www.example.gov.cn;", "server_name 127.0.0.1;")
        (place / source.name).write_text(text, encoding="utf-8")
    main = place / "main.conf"
    main.write_text(
        f"user root;\npid {place}/pid;\nerror_log {place}/error.log warn;\nworker_processes 1;\n"
        "events { worker_connections 512; }\n"
        f"http {{\n    access_log {place}/access.log combined;\n"
        + "".join(
            f"    {name}_temp_path {place}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"    include {place}/yangguang.conf;\n}}\n",
        encoding="utf-8",
    )
    assert NGINX is not None
    process = subprocess.Popen(
        [NGINX, "-c", str(main), "-p", str(place), "-g", "daemon off;"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(1200):
            assert process.poll() is None, process.stderr and process.stderr.read()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise AssertionError("nginx was started and answers nowhere")
        yield port
    finally:
        process.terminate()
        process.wait(60)
        if process.stderr is not None:
            process.stderr.close()
