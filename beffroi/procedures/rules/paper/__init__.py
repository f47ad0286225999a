"""The paper twin of a form: its parts, questions and boxes in words, ready for a layout that knows no procedure."""

from .conditions import Teller
from .form import Box, PaperForm, PaperQuestion, PaperSection, Table, Tick, paper_form

__all__ = ["Box", "PaperForm", "PaperQuestion", "PaperSection", "Table", "Teller", "Tick", "paper_form"]
