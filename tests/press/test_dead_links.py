from __future__ import annotations

from pathlib import Path

from yangguang.press.dead_links import dead_links


def test_a_copy_knows_which_of_its_links_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "agency" / "edu").mkdir(parents=True)
    (tmp_path / "index.html").write_text(
        '<a href="/agency/edu/"></a> <a href="/draws/?year=2026&amp;page=2"></a> <a href="#main"></a>'
        '<a href="/hant/"></a> <a href="https://elsewhere.example/gone/"></a> <a href="/item/5/"></a>'
        '<a href="/list.csv"></a> <a href="//elsewhere.example/gone/"></a>',
        encoding="utf-8",
    )
    (tmp_path / "agency" / "edu" / "index.html").write_text(
        '<a href="../nowhere/"></a> <a href="/index-number/990000011/2026-00001/"></a>'
        '<a href="/projects/%E9%A1%B9/"></a> <a href="?year=2025"></a> <a href="/"></a>',
        encoding="utf-8",
    )
    assert dead_links(tmp_path, ["/"]) == [
        "/agency/nowhere/",
        "/draws/",
        "/index-number/990000011/2026-00001/",
        "/projects/项/",
    ]
    assert "/hant/" in dead_links(tmp_path, ["/", "/hant/"])
