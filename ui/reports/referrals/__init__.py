"""What became of the referrals: confirmation by reason, time to answer, units, what was lacking."""
