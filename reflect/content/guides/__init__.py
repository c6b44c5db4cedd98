"""Practice guides: loader, library, presenters and pages."""
