"""What the pages of the reminders share: messages in lists and in full, channels in their order, dates and hours."""
