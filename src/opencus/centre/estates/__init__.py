"""Auxiliary units of the municipalities: estates, districts and village units, and which addresses belong to each."""
