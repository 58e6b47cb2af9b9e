"""The receivers: who may come in, with what, and how a new one does."""
