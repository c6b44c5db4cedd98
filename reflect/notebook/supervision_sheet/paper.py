"""How much room words take in a box or on paper, where nobody but the server can reckon it."""

SCREEN_LINE_LENGTH, PAPER_LINE_LENGTH = 62, 92  # letters on a line, about


def count_lines(text: str, across: int = SCREEN_LINE_LENGTH) -> int:
    """Lines that a text takes, at least one."""
    return sum(1 + len(line) // across for line in text.split("\n"))
