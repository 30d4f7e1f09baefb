"""Numerics without physics: quadrature, Chebyshev tables, spectral elements, linear systems."""
