"""Who may do what with persons, registers and the organisation; also the way in to ``Actor`` and ``Level``."""

from .rules import Actor, Level

__all__ = ["Actor", "Level"]
