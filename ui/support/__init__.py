"""What helps whoever looks after the station: findings, logs, failures and the bundle, on screen and in words."""
