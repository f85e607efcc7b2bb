"""WSGI entry point for granian."""

import os
import signal
from importlib import import_module
from importlib.util import find_spec

from django.core.wsgi import get_wsgi_application

from opencus.config import logs, revive, supervise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")

application = get_wsgi_application()
logs.hook()
supervise.die_with_parent(signal.SIGKILL)  # a killed granian would leave its workers serving on the same port
revive.start()  # a killed database comes back by itself
import_module("opencus.reporting.outcomes").warm()  # the evaluator of dry runs takes seconds to load

if os.environ.get("OPENCUS_WORKER") == "1" and find_spec("opencus.config.worker"):
    import_module("opencus.config.worker").start()  # jobs run in a thread of the small office's only server
