"""The parts that screens are built from, one small module each; see docs/how-to-add-a-screen.md."""
