"""The default roles, present in every installation."""

from __future__ import annotations


def install_roles() -> None:
    """Install the roles that ship with the platform; roles an office changed stay as they are."""
    from django.utils import timezone

    from yangguang.apps.agencies.services import install_default_roles
    from yangguang.apps.audit.actors import command

    install_default_roles(by=command("安装程序"), at=timezone.now())
