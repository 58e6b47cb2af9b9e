"""Administration: accounts, rights, audit, backups, keys, the station's set-up, the rules, one's own account."""
