"""What the journal keeps: facts and their seals, consultations, jobs."""

from .consultations import Consultation, ConsultationSubject
from .facts import Event, EventObject, Seal, Unsealed
from .jobs import Job

__all__ = ["Consultation", "ConsultationSubject", "Event", "EventObject", "Job", "Seal", "Unsealed"]
