"""For servers that ask for a WSGI application: `wsgi:app`."""

from reflect.app import create_app

app = create_app()
