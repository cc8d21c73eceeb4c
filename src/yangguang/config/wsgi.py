"""The WSGI application of whichever face ``YANGGUANG_FACE`` names."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings.production")

application = get_wsgi_application()

from yangguang.config.front import with_pressed_pages  # noqa: E402 (settings must stand first)

application = with_pressed_pages(application)

from yangguang.config.settling import settle  # noqa: E402 (everything else is loaded by now)

settle()
