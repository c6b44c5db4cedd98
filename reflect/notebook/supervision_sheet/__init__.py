"""The supervision sheet: lines to take along, chosen by the person, stored nowhere."""
