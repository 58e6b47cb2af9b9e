"""What the law asks about personal data: export, access, erasure and seal, retention, agreements (docs/privacy.md)."""
