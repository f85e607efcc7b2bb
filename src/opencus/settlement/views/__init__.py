"""Screens of the room: months, decisions, the provider's own months, the PES share, residents' charges."""
