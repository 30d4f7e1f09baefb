"""The hot spot: every steady state of the axisymmetric heat balance, Eq. (1), with its numbers, stability and sensitivities."""
