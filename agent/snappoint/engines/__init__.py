"""Ways to make a place in running code call a hook. Engines know code objects, not probes."""
