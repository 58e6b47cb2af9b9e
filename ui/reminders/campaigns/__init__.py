"""One message for many people."""
