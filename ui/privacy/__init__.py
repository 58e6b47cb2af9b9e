"""What a person may ask about her data: all that is held of her, who saw it, that it be erased."""
