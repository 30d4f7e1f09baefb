"""Hot spots in time: waveforms of the drive, the integrator, events, switching."""
