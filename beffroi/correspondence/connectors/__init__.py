"""The outside systems of this room."""
