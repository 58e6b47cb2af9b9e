"""The rota: a week by post and shift."""
