"""What a superconductor does: gap, conductivity, heat and cooling as pure, differentiable JAX functions; materials, films, tables."""
