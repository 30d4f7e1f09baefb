"""Stability of steady states against perturbations of every angular number."""
