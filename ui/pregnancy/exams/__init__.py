"""The exams of a pregnancy: asked for, waiting, with their results and what each source says of them."""
