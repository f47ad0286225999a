"""How people sign in, prove who they are and look after their data."""
