"""The network: joining it, how the exchange with the server stands, what was refused or waits, and the USB stick."""
