"""CPD entries for the regulator, by registration year."""
