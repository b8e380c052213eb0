"""Statuses answered from memory and a few direct statements: the bytes of `diligence.status`, many times faster."""

from .memory import StatusMemory
from .question import StatusQuestion

__all__ = ["StatusMemory", "StatusQuestion"]
