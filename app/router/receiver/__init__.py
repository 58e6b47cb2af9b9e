"""A receiver without its screen: what came, what was painted and may be told as shown, what is answered and asked."""
