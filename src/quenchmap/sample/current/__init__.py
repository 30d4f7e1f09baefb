"""Alternating and direct currents in a sample: the tip's own, the read-out between electrodes, the supercurrent and its limit."""
