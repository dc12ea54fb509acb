"""Random programs, and what they do with probes and without."""
