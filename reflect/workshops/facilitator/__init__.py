"""The facilitator's pages of a workshop: rounds, clock, reveal, summary."""
