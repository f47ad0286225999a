"""Background work of the journal itself."""
