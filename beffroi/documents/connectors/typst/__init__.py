"""Setting documents with typst: our own layouts only, in a kept child with limits."""

from .renderer import RenderFailed, render

__all__ = ["RenderFailed", "render"]
