"""Verbs of the room, by what they change."""
