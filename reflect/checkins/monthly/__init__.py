"""Monthly sets: questionnaires that a person may answer once a month."""
