"""Heating against cooling at a point, Eq. (3): states, folds and window, Maxwell drive, phase diagram."""
