"""Plantão without its window: rules, store, services and commands. Never imports Qt."""
