"""Pure rules of delivery: units, repeated days, free hours, rides."""
