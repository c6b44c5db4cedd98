"""Charts: their data (`series`), and that data as sentences, SVG, a table and a Plotly figure."""
