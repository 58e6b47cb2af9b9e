"""What was measured, drawn over the weeks of the pregnancy."""
