"""Frames over pyzmq with CURVE: admitted keys, pairing, the node's side and a receiver's; no Qt."""
