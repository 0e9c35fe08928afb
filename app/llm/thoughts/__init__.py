"""A reasoning model's thoughts, told from what it says. Pure."""
