"""The outside systems of the room, one folder each."""
