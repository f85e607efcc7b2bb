"""Every write of the room, one verb each."""
