"""Beffroi, the open digital town hall."""
