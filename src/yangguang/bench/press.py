"""Pressed pages: how fast they are sent, how soon an act shows, how fast the whole site is made.

Three measurements in one run. Serving: the same pages by nginx as plain files (the limit), by
nginx with the project's configuration, by the built-in server, and by Django rendering each time.
Visibility: from the approval of an item until its page, column, home page, feed and search show
it, at 1,000 items and at 1,150,000 (SCALE=1). Baking: pages per second and the memory it takes.
The installations are those of ``stock``, shared with other benches and kept with BENCH_KEEP.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from yangguang.bench.data import size_for
from yangguang.bench.stock import FOLDER, environment, installation

SMALL = 1_000
ROUNDS = 12
SECONDS = 3 if float(os.environ.get("SCALE", "1")) > 0.1 else 1
"""A smoke run asks whether the bench still runs; its rates say little."""
TURNS = 5 if SECONDS > 1 else 2
CONNECTIONS = 32
SERVED = 50
BAKED = 4_000
NGINX_PAGES = Path("deploy/nginx")
LIMIT_MS, SEARCH_LIMIT_MS = 300, 1_000


def main() -> None:
    """Print every figure beside its peer or limit."""
    large = max(SMALL, size_for(float(os.environ.get("SCALE", "1"))))
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} processors at the start", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as standing:
        scratch = Path(standing.enter_context(tempfile.TemporaryDirectory(dir=FOLDER))).resolve()
        small_home = standing.enter_context(installation(SMALL))
        _forget_pages(small_home)
        _serving(small_home, scratch)
        small = _step(small_home, "visible", SMALL)
        baked = [_step(small_home, "bake", SMALL)]
        large_home = standing.enter_context(installation(large))
        _forget_pages(large_home)
        big = _step(large_home, "visible", large)
        _print_visibility(small, big, large)
        baked.append(_step(large_home, "bake", large))
        _print_baking(baked)


def _forget_pages(home: Path) -> None:
    """A kept installation still has the pages of an earlier run."""
    _step(home, "forget", 0)


def _environment(home: Path, **more: str) -> dict[str, str]:
    return environment(home, YANGGUANG_FACE="portal", **more)


def _step(home: Path, what: str, count: int) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 (this very module with fixed arguments)
        [sys.executable, "-m", "yangguang.bench.press", what, str(count)],
        env=_environment(home), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


# Serving


def _serving(home: Path, scratch: Path) -> None:
    wrk, nginx = shutil.which("wrk"), shutil.which("nginx", path="/usr/sbin:" + os.defpath)
    if wrk is None or nginx is None:
        print("serving not measured: wrk or nginx is not installed here (Debian packages)")
        return
    paths: list[str] = _step(home, "pages", SERVED)["paths"]
    script = scratch / "pages.lua"
    asked = ",".join(f'wrk.format("GET", "{path}")' for path in paths)
    script.write_text(
        "local r, i, n\n"
        f"init = function(args) r = {{{asked}}}; i = 0; n = #r end\n"
        "request = function() i = i + 1; return r[i % n + 1] end\n",
        encoding="ascii",
    )
    rates: dict[str, float] = {}
    print(
        f"\n{len(paths)} pages, {CONNECTIONS} connections, the median of {TURNS} turns of {SECONDS} s; wrk on the same machine"
    )
    servers: dict[str, Callable[[], AbstractContextManager[int]]] = {
        "nginx, plain files (limit)": lambda: _nginx(nginx, home, scratch, plain=True),
        "nginx with deploy/nginx": lambda: _nginx(nginx, home, scratch, plain=False),
        "built-in server": lambda: _built_in(home),
        "the same views rendered": lambda: _built_in(home, YANGGUANG_PRESS_DIR="off"),
    }
    taken: dict[str, list[tuple[float, str]]] = {name: [] for name in servers}
    with ExitStack() as running:
        ports = {name: running.enter_context(server()) for name, server in servers.items()}
        # In turn, so that a busy minute of the machine falls on all of them.
        for _ in range(TURNS):
            for name, port in ports.items():
                taken[name].append(_load(wrk, script, port))
    for name, found in taken.items():
        rate, slow = sorted(found)[TURNS // 2]
        rates[name] = rate
        print(f"{name:<28} {rate:>10,.0f} requests/s   p99 {slow:>9}", flush=True)
    limit, ours, built_in, rendered = rates.values()
    print(f"nginx mode / nginx           {ours / limit:>10.2f}   (target: at least 0.95)")
    print(f"built-in / nginx             {built_in / limit:>10.2f}   (target: at least 0.15)")
    print(
        f"built-in / rendered          {built_in / rendered:>10.1f}   (target: at least 5)",
        flush=True,
    )


def _load(wrk: str, script: Path, port: int) -> tuple[float, str]:
    command = [wrk, "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script)]
    address = f"http://127.0.0.1:{port}/"
    subprocess.run([*command, "-d1s", address], check=True, capture_output=True)  # noqa: S603 (warms up)
    said = subprocess.run(  # noqa: S603 (a load generator on our own port)
        [*command, f"-d{SECONDS}s", address], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"a server did not answer with pages:\n{said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+(\S+)", said)
    if rate is None or slow is None:
        raise RuntimeError(f"the load generator said:\n{said}")
    return float(rate[1]), slow[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603 (a server of this bench)
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended at once")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            answer.read()
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@contextmanager
def _nginx(nginx: str, home: Path, scratch: Path, *, plain: bool) -> Iterator[int]:
    port = _free_port()
    place = scratch / ("nginx-plain" if plain else "nginx-ours")
    place.mkdir(exist_ok=True)
    if plain:
        # The same bytes on the wire: the headers that every page of a government site has to carry.
        lines = [
            line
            for name in ("headers.conf", "pages.conf")
            for line in (NGINX_PAGES / name).read_text(encoding="utf-8").splitlines()
            if line.startswith("add_header")
        ]
        server = (
            f"server {{ listen 127.0.0.1:{port}; root {home}/press/live; index index.html;"
            " types { text/html html; application/xml xml; } charset utf-8;"
            f" {' '.join(lines)} }}"
        )
    else:
        for source in NGINX_PAGES.glob("*.conf"):
            text = source.read_text(encoding="utf-8").replace("/etc/nginx/yangguang", str(place))
            text = text.replace("/var/lib/yangguang", str(home))
            text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
            (place / source.name).write_text(text, encoding="utf-8")
        server = f"include {place}/yangguang.conf;"
    temporary = "".join(
        f"{name}_temp_path {place}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main_file = place / "main.conf"
    user = "user root; " if os.geteuid() == 0 else ""
    main_file.write_text(
        f"{user}daemon off; pid {place}/pid; error_log {place}/error.log; worker_processes 1;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{ access_log off; {temporary}\n{server}\n}}\n",
        encoding="utf-8",
    )
    with _process([nginx, "-c", str(main_file), "-p", str(place)], dict(os.environ), port) as given:
        yield given


@contextmanager
def _built_in(home: Path, **more: str) -> Iterator[int]:
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-access-log",
        "--log-level", "warning", "yangguang.config.wsgi:application",
    ]  # fmt: skip
    with _process(command, _environment(home, **more), port) as given:
        yield given


# What runs inside


def _forget(_: int) -> None:
    from yangguang.press.models import Page
    from yangguang.press.services import press_folder

    folder = press_folder()
    if folder is None:
        raise RuntimeError("pages are not pressed here")
    shutil.rmtree(folder.root, ignore_errors=True)
    Page.objects.all().delete()
    print(json.dumps({}))


def _public(count: int) -> list[int]:
    """Keys of so many public items, from the whole catalogue and not from its beginning."""
    from yangguang.apps.catalog.models import Item, ItemState

    last = Item.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drawn = random.Random(3).sample(range(1, last + 1), min(last, count * 2))
    found = Item.objects.filter(pk__in=drawn, state=ItemState.PUBLISHED).values_list(
        "pk", flat=True
    )
    return sorted(found.order_by()[:count])


def _pages(count: int) -> None:
    from yangguang.press.services import Reason
    from yangguang.press.warming import warm

    items = _public(count - 10)
    paths = ["/", "/newest/", "/agencies/", "/disclosure/", "/about/"]
    paths += [f"/column/c{number}/" for number in range(5)]
    paths += [f"/item/{key}/" for key in items]
    warm(paths, reason=Reason("性能测试"), record=False)
    print(json.dumps({"paths": paths}))


def _visible(count: int) -> None:
    """From the call of the act until each place shows the item, each as its first visitor sees it."""
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.catalog.services import accept_item
    from yangguang.apps.events.services import deliver
    from yangguang.apps.search.engine import Query
    from yangguang.apps.search.selectors import search_items
    from yangguang.bench.press_rows import waiting
    from yangguang.press.services import Reason, press_folder
    from yangguang.press.warming import warm, whole_site

    by = command("性能测试")
    folder = press_folder()
    if folder is None:
        raise RuntimeError("pages are not pressed here")
    times: dict[str, list[float]] = {}
    stood: list[str] = [
        "/",
        "/newest/",
        "/column/c0/",
        "/column/c1/",
        "/feed/rss.xml",
        "/agency/b0/",
    ]
    warm(stood, reason=Reason("性能测试"), record=False)
    list(_first(whole_site(), 1))
    touched = 0
    for number in range(ROUNDS + 2):
        item = waiting()
        places = {
            "item": (f"/item/{item.pk}/", f"item/{item.pk}/index.html"),
            "column": ("/column/c1/", "column/c1/index.html"),
            "home": ("/", "index.html"),
            "feed": ("/feed/rss.xml", "feed/rss.xml"),
        }
        began = time.perf_counter()
        accept_item(item=item, by=by, at=timezone.now(), basis="性能测试")
        acted = time.perf_counter() - began
        touched = sum(not (folder.live / place[1:] / "index.html").exists() for place in stood[:4])
        taken = {"act alone": acted}
        for name, (path, place) in places.items():
            began = time.perf_counter()
            _ask(path)
            if item.title not in (folder.live / place).read_text(encoding="utf-8"):
                raise RuntimeError(f"{path} does not show what was published")
            taken[name] = acted + time.perf_counter() - began
        began = time.perf_counter()
        while deliver(reader_name="search"):
            pass
        if item.pk not in {one.item.pk for one in search_items(Query(text=item.title)).found}:
            raise RuntimeError("search does not find what was published")
        taken["search"] = acted + time.perf_counter() - began
        if number >= 2:
            for name, seconds in taken.items():
                times.setdefault(name, []).append(seconds * 1000)
        warm(stood, reason=Reason("性能测试"), record=False)
    print(json.dumps({"times": times, "touched": touched, "count": count}))


def _ask(path: str) -> None:
    from yangguang.press.rendering import fetch

    status = fetch(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")


def _first(found: Iterator[str], number: int) -> Iterator[str]:
    for _, path in zip(range(number), found, strict=False):
        yield path


def _bake(count: int) -> None:
    from yangguang.press.services import Reason
    from yangguang.press.warming import warm

    paths = [f"/item/{key}/" for key in _public(BAKED)]
    memory = []
    began, worked = time.perf_counter(), time.process_time()
    made = 0
    for start in range(0, len(paths), 500):
        made += warm(paths[start : start + 500], reason=Reason("性能测试"), record=False).made
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    print(
        json.dumps(
            {"count": count, "made": made, "seconds": seconds, "busy": busy, "memory": memory}
        )
    )


def _print_visibility(small: dict[str, Any], big: dict[str, Any], large: int) -> None:
    print(f"\napproval → visible, median ms    {SMALL:>9,} {large:>11,}     ratio")
    for name, times in small["times"].items():
        here, there = statistics.median(times), statistics.median(big["times"][name])
        limit = SEARCH_LIMIT_MS if name == "search" else LIMIT_MS
        print(
            f"{name:<32} {here:>9.1f} {there:>11.1f} {there / here:>9.2f}"
            f"   (target: under {limit} ms, ratio near 1)",
            flush=True,
        )


def _print_baking(baked: list[dict[str, Any]]) -> None:
    print("\nwhole bake, one process")
    for one in baked:
        rate = one["made"] / one["seconds"]
        memory = one["memory"]
        print(
            f"{one['count']:>9,} items: {rate:>7.1f} pages/s over {one['made']:,} pages, "
            f"{one['made'] / one['busy']:.1f} a second of processor time; "
            f"memory {memory[0]:.0f} MB after 500, {memory[-1]:.0f} MB at the end",
            flush=True,
        )


STEPS = {"forget": _forget, "pages": _pages, "visible": _visible, "bake": _bake}

if __name__ == "__main__":
    if len(sys.argv) == 3:
        import django

        django.setup()
        STEPS[sys.argv[1]](int(sys.argv[2]))
    else:
        main()
