"""Reads of the room, one file per screen family."""
