"""The facilitator's pages of a workshop: rounds, clock, reveal, paper slips, summary."""
