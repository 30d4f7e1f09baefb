"""What an experiment sees as the drive rises and falls slowly."""
