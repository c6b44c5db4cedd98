"""What a chart says, as panels, and the same three times: in words, as a drawing, as a plot."""
