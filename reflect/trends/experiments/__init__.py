"""An experiment of one's own: planned, drawn in pairs of weeks, and tested at its end."""
