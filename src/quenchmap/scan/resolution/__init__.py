"""How sharp a map is: edges, pairs of channels, the map against the truth, and model samples to measure them on."""
