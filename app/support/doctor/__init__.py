"""What this station has and lacks: findings as codes, whose words are the texts `doctor.<code>`; nothing is changed."""
