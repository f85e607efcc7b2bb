"""Screens of the calendar, of booking and of one booking."""
