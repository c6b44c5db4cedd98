"""What all pages share: the door, the headers, the errors, the clock."""
