"""Maps: the tip scanned over a sample, on one machine or many, and what the map shows of the supercurrent."""
