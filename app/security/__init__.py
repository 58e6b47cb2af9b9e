"""Who may do what: key slots, accounts, roles, sessions, audit."""
