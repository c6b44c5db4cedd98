"""How much room words take in a box or on paper, where nobody but the server can reckon it."""

ON_SCREEN, ON_PAPER = 62, 92  # letters on a line, about


def rows(text: str, across: int = ON_SCREEN) -> int:
    """Lines that a text takes, at least one."""
    return sum(1 + len(line) // across for line in text.split("\n"))
