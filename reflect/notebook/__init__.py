"""The notebook: journal, CPD, actions, supervision and its sheet, calendar reminder, take-home."""
