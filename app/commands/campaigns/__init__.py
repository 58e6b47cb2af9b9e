"""What breaks on purpose: each campaign does to a throw-away station what accidents do, and says what was left of it.

One file a campaign; how one is added: docs/campaigns.md.
"""
