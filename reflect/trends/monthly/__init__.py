"""Monthly sets over the months: results and charts."""
