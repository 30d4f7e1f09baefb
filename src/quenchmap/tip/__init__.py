"""What heats the film: the microwave tip (Eq. 2, Appendix B) and the hot tip (Appendix D)."""
