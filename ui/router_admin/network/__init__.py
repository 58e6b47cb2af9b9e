"""The network as it stands: nodes, routes, loads, and whether it is large enough."""
