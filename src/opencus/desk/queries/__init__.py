"""Reads that join several rooms for one screen, by screen."""
