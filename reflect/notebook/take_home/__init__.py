"""A participant's own result of a workshop, with a reflection and a CPD draft."""
