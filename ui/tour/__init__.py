"""The first-day tour: step by step through the real screens of a practice; see docs/how-to-add-a-tour-step.md."""
