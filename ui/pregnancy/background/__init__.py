"""The history of a woman: yes, no or not known to each question, what was said before offered again."""
