"""Routes between nodes: who is there, the best, second best, third best way to each, and round what breaks; pure."""
