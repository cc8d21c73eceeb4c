"""Django's own management commands, for those who know them."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run ``python -m yangguang.config.manage COMMAND``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings.local")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
