"""How gunicorn serves the pages: ``gunicorn "feedback_app.app:create_app()" --config python:feedback_app.serving``.

Gunicorn reads the names below as its settings. Anything that the command line says goes before them.
"""

import gc
import os

workers = 2
worker_class = "gthread"
threads = 8
control_socket_disable = True
accesslog = os.devnull  # who asked for which page, and when, is nobody's business


def post_worker_init(_worker: object) -> None:
    """Leave what was loaded at the start out of every later search for garbage: it stays, and searching it costs."""
    gc.collect()
    gc.freeze()
