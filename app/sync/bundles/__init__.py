"""Sync by USB stick: signed, encrypted files for stations without any network (docs/sync.md, "By USB stick")."""
