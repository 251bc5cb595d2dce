"""The case: one child, one team, one plan, from opening to closure."""
