"""Every alarm on its way: who has it, for how long, what comes next."""
