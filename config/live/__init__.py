"""Serving over ASGI: Django in a fixed number of threads, and connections that wait for changes beside them."""
