"""How agents come in and go out."""
