"""Outside systems of this room."""
