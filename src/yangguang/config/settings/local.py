"""One machine with embedded defaults, bound to the loopback address: what ``make run`` uses."""

from yangguang.config import env
from yangguang.config.settings.base import *  # noqa: F403 (settings modules extend one another by design)

DEMO = True
ALLOWED_HOSTS = [*env.names("HOSTS", ("127.0.0.1", "localhost")), *SUBSITE_HOSTS]  # noqa: F405 (from base)
