"""Take-home: a participant's own workshop result, with a reflection and a CPD draft."""
