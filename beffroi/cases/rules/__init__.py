"""Pure computation of this room."""
