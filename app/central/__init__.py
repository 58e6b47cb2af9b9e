"""The central server: journal, scope, enrolment, API (docs/sync.md)."""
