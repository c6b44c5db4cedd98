"""*What goes with what*: kinds of week compared."""
