"""A page's words as a file to keep: handed to the browser, and stored nowhere here."""

from flask import Response


def attachment(text: str, name: str, mimetype: str = "text/plain") -> Response:
    """A response that the browser saves under `name`, which holds no word of a person."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
