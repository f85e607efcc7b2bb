"""Promises about the house itself: direction, names, sizes, words. They read files, not the database."""
