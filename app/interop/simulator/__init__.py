"""Beds, pumps, ventilators and rooms that do not exist, from one seed: for tests, for the demo, for trying a network.

Everything that leaves this room is marked as simulated. What it contains and how true it is: docs/simulator.md.
"""
