"""The router, for whoever looks after the machines: tables, receivers, the network, settings."""
