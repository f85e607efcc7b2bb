"""Screens of a worker's phone: the day, a visit, a driver's stops."""
