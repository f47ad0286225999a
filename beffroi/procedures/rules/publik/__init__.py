"""Reading the e-guichets that communes run today: definitions of w.c.s. (Publik), told in our own words.

``source`` reads a file safely, ``names`` says what the variables of a form become, ``conditions`` translates what is
written in Django's template language. Pure: a definition goes in, a translation or the reason of its absence comes out.
"""

from .conditions import NotTranslated, translate
from .names import Names, names_of
from .source import BadDefinition, read_definition

__all__ = ["BadDefinition", "Names", "NotTranslated", "names_of", "read_definition", "translate"]
