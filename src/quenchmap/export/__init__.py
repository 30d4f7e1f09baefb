"""Bridges: what other codes and programs read."""
