"""Setting documents with typst: our own layouts only, in a kept child with limits."""

from .renderer import LAYOUTS, RenderFailed, render

__all__ = ["LAYOUTS", "RenderFailed", "render"]
