"""One alarm step by step, beside the board, in the history and on paper."""
