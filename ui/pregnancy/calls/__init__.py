"""The women to call today."""
