"""CPD entries for the regulator, grouped by registration year."""
