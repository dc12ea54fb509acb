"""Objects that do harm when they are looked at in the wrong way."""
