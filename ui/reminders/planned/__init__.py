"""What will be sent."""
