"""The second evaluator: the same rules compiled to one expression over a whole population."""
