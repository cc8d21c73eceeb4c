"""The registers that ship with the platform, present in every installation."""

from __future__ import annotations


def install_registers() -> None:
    """Install the shipped registers and bring them up to date; what an office changed stays."""
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.registers.services import install_shipped

    installed = install_shipped(by=command("安装程序"), at=timezone.now())
    if installed.added:
        print(f"已建立 {len(installed.added)} 种清单和公示。")
    if installed.changed:
        print(f"已更新 {len(installed.changed)} 种清单的定义。")
    for sentence in installed.kept:
        print(f"清单定义没有更新：{sentence}")
