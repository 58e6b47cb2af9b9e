"""Past answers of the hospital, to learn from: searched, filtered, read; nobody is named."""
