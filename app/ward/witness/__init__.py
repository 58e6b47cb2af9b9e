"""The second witness: heart beats and pulses read from the waveforms, to confirm or to doubt what a device says."""
