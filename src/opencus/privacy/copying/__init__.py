"""The copy of a person's data (art. 15 GDPR): found by looking at the models, said in Polish, without other people's data."""
