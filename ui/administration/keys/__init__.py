"""The ways to the key that opens the data: this computer, a passphrase, the printed recovery code, a key file."""
