"""Referral to the reference hospital and its answer (thesis, chapter 4 and appendices C and D): docs/referrals.md."""
