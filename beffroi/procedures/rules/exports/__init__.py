"""A procedure told to the outside world: its workflow as BPMN 2.0, its description as open data."""

from .bpmn import bpmn
from .description import cpsv_ap, schema_org

__all__ = ["bpmn", "cpsv_ap", "schema_org"]
