"""Teaching resources: loader, library, presenters and pages, for trainers and for leaders."""
