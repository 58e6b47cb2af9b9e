"""Early warning scores as aids: files of figures, read and validated once; evaluating them is pure."""
