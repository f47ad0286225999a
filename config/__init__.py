"""Wires everything; imported by no one. In the wheel this package lies under ``beffroi``."""
