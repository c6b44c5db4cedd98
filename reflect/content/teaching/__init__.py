"""Teaching resources: for those who stand in front of a room and have ninety minutes."""
