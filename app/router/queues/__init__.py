"""Ten queues for each receiver: strict priority, fair among beds, what may be discarded and what never; pure."""
