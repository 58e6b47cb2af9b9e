"""The store's key, wrapped once for each way in: desktop keyring, passphrase, printed recovery code, key file."""
