"""The presenter's tour of the demo, stop by stop."""
