"""What happens at a hit: counting, the gate, copying the values. It knows no wire and no engines."""
