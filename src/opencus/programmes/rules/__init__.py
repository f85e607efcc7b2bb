"""Rules of a programme as pure functions: conditions, limits, fees, notice of booking."""
