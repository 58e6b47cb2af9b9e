"""The first start, step by step."""
