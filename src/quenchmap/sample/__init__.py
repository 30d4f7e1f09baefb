"""The disordered film in two dimensions: what it is made of, how the tip heats it, what the electrodes feel."""
