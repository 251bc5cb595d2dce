"""How languages write dates where Django does not know."""
