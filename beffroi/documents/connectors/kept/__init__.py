"""Kept child processes: work on foreign or heavy matter, apart, within limits."""

from .parent import ChildFailed, KeptChild

__all__ = ["ChildFailed", "KeptChild"]
