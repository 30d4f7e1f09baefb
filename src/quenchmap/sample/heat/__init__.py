"""How the tip heats a sample: the heat balance, its steady states with a meaning, and what they look like."""
