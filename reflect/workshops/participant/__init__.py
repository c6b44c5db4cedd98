"""The participants' pages of a workshop, and the wall."""
