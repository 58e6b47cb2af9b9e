"""Help inside the program: topics beside the screen, one-page guides on paper; see docs/how-to-add-a-help-topic.md."""
