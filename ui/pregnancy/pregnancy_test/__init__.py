"""The pregnancy test: from a suspicion to the open pregnancy, step by step."""
