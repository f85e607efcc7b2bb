"""What the journal says about programmes, diagnoses and consultations: names, numbers and states."""

from __future__ import annotations
