"""Every write of the room, by what it is about."""
